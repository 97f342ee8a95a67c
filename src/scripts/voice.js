// Chime and voice of the hall. Calls wait for each other: two counters never talk over each other. What was called
// before the screen was switched on is not said again, and what has become stale meanwhile is left out.
const board = document.querySelector('main.board')
const button = document.querySelector('[data-sound]')
if (board && button && window.AudioContext) start()

function start () {
  const MOST_WAITING = 12
  const PAUSE_MS = 400
  const known = new Set()
  const waiting = []
  let sound = null
  let busy = false

  const calls = () => [...board.querySelectorAll('[data-call]')]
  for (const call of calls()) known.add(call.dataset.call)

  function hear () {
    for (const call of calls()) {
      if (known.has(call.dataset.call)) continue
      known.add(call.dataset.call)
      waiting.push({ call: call.dataset.call, voice: call.dataset.voice })
    }
    waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING))
    if (sound) say()
    else waiting.length = 0
  }

  async function say () {
    if (busy) return
    busy = true
    while (sound && waiting.length) {
      const next = waiting.shift()
      // Somebody who has come meanwhile need not be called any more.
      if (!calls().some((call) => call.dataset.call === next.call)) continue
      tell('begins', next.call)
      await chime()
      if (next.voice) await voice(next.voice)
      tell('ended', next.call)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    busy = false
  }

  function tell (what, call) {
    document.dispatchEvent(new CustomEvent('pasti:call', { detail: `${what} ${call}` }))
  }

  // Two falling tones, made here: no file, no network.
  function chime () {
    const now = sound.currentTime
    for (const [tone, at] of [[784, 0], [587, 0.45]]) {
      const tongue = sound.createOscillator()
      const loud = sound.createGain()
      tongue.frequency.value = tone
      loud.gain.setValueAtTime(0.0001, now + at)
      loud.gain.exponentialRampToValueAtTime(0.4, now + at + 0.02)
      loud.gain.exponentialRampToValueAtTime(0.0001, now + at + 0.8)
      tongue.connect(loud).connect(sound.destination)
      tongue.start(now + at)
      tongue.stop(now + at + 0.85)
    }
    return new Promise((resolve) => setTimeout(resolve, 1300))
  }

  // The screen shows the call in any case: a voice that does not come is not waited for.
  async function voice (address) {
    try {
      const signal = AbortSignal.timeout ? AbortSignal.timeout(5000) : undefined
      const answer = await fetch(address, { signal })
      if (!answer.ok) return
      const words = await sound.decodeAudioData(await answer.arrayBuffer())
      await new Promise((resolve) => {
        const source = sound.createBufferSource()
        source.buffer = words
        source.connect(sound.destination)
        source.onended = resolve
        source.start()
        setTimeout(resolve, words.duration * 1000 + 1000)
      })
    } catch {}
  }

  function show () {
    button.hidden = false
    button.setAttribute('aria-pressed', String(Boolean(sound)))
    button.textContent = sound ? button.dataset.on : words
  }

  const words = button.textContent
  button.addEventListener('click', async () => {
    if (sound) {
      sound.close()
      sound = null
    } else {
      sound = new window.AudioContext()
      await sound.resume()
    }
    show()
  })
  // A browser that is set up for it may sound without a tap: it is tried with a moment of silence.
  new window.Audio(URL.createObjectURL(new Blob([silence()], { type: 'audio/wav' }))).play().then(() => {
    sound = sound ?? new window.AudioContext()
    show()
  }, () => {})
  show()
  board.addEventListener('pasti:news', hear)
}

// The shortest WAV: one sample of nothing.
function silence () {
  const sound = new DataView(new ArrayBuffer(46))
  const text = (at, words) => [...words].forEach((letter, n) => sound.setUint8(at + n, letter.charCodeAt(0)))
  text(0, 'RIFF')
  sound.setUint32(4, 38, true)
  text(8, 'WAVEfmt ')
  sound.setUint32(16, 16, true)
  sound.setUint16(20, 1, true)
  sound.setUint16(22, 1, true)
  sound.setUint32(24, 8000, true)
  sound.setUint32(28, 16000, true)
  sound.setUint16(32, 2, true)
  sound.setUint16(34, 16, true)
  text(36, 'data')
  sound.setUint32(40, 2, true)
  return sound.buffer
}
