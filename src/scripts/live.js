// Keeps parts of a page true: the live process says that something is new, the page fetches the part again. When the
// live process cannot be reached, the page asks every few seconds; when the office cannot be reached at all, the last
// known state stays and the page says since when.

const ASK_EVERY_MS = 5000

for (const part of document.querySelectorAll('[data-live]')) keep(part)

function keep (part) {
  const notice = document.querySelector('[data-live-offline]')
  let version = part.dataset.version || ''
  let lost = null
  let busy = false
  let again = false

  async function refresh () {
    if (busy) {
      again = true
      return
    }
    busy = true
    try {
      // An office that falls silent in the middle of an answer must not be waited for without end.
      const signal = AbortSignal.timeout ? AbortSignal.timeout(ASK_EVERY_MS * 2) : undefined
      const answer = await fetch(part.dataset.live, { headers: { 'X-Version': version }, cache: 'no-store', signal })
      if (!answer.ok) throw new Error(String(answer.status))
      if (answer.status !== 204) {
        part.innerHTML = await answer.text()
        version = answer.headers.get('X-Version') || ''
        part.dispatchEvent(new CustomEvent('pasti:news', { bubbles: true }))
      }
      connected()
    } catch {
      disconnected()
    }
    busy = false
    if (again) {
      again = false
      refresh()
    }
  }

  function connected () {
    lost = null
    if (notice) notice.hidden = true
  }

  function disconnected () {
    if (lost) return
    lost = new Date()
    if (!notice) return
    const time = lost.toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit' })
    notice.textContent = notice.dataset.liveOffline.replace('{time}', time)
    notice.hidden = false
  }

  let pause = ASK_EVERY_MS
  let asking = setInterval(refresh, pause)
  // Each failed attempt to listen says so again: the clock must not begin anew each time, or it never strikes.
  function ask (every) {
    if (every === pause) return
    pause = every
    clearInterval(asking)
    asking = setInterval(refresh, pause)
  }
  const address = liveAddress(part.dataset.liveEvents)
  if (!address || !window.EventSource) return
  const events = new EventSource(address)
  events.addEventListener('open', () => {
    // Once a minute all the same: an event may have been lost.
    ask(60000)
    refresh()
  })
  events.addEventListener('news', refresh)
  events.addEventListener('error', () => ask(ASK_EVERY_MS))
}

function liveAddress (given) {
  if (!given) return ''
  // ":8001/board" means the same host at another port.
  return given.startsWith(':') ? `${window.location.protocol}//${window.location.hostname}${given}` : given
}
