// Keeps parts of a page true. The live process pushes a part that is the same for everybody, and of other parts says
// that there is news: the page then fetches its own. When the live process cannot be reached, the page asks every few
// seconds; when nobody answers, the last known state stays and the page says since when it has heard nothing.

const ASK_EVERY_MS = 5000
const ASK_RARELY_MS = 60000
// The live process says every quarter of a minute that it is there: a line that is cut says nothing.
const SILENT_AFTER_MS = 40000

for (const part of document.querySelectorAll('[data-live]')) keep(part)

function keep (part) {
  const notice = document.querySelector('[data-live-offline]')
  const address = liveAddress(part.dataset.liveEvents)
  // Whether the part itself is pushed: whoever hears the live process then needs nobody else.
  const pushed = 'livePushed' in part.dataset
  let listening = false
  let version = part.dataset.version || ''
  let heard = Date.now()
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
      if (answer.status !== 204) show(await answer.text(), answer.headers.get('X-Version') || '')
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

  function show (content, now) {
    part.innerHTML = content
    version = now
    part.dispatchEvent(new CustomEvent('pasti:news', { bubbles: true }))
  }

  function connected () {
    heard = Date.now()
    if (notice) notice.hidden = true
  }

  function disconnected () {
    if (!notice || !notice.hidden || (pushed && listening)) return
    const time = new Date(heard).toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit' })
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
  if (!address || !window.EventSource) return

  let spoke = 0
  let events
  function listen () {
    if (events) events.close()
    spoke = Date.now()
    events = new EventSource(`${address}?since=${encodeURIComponent(version)}`)
    const on = (kind, act) => events.addEventListener(kind, (event) => {
      spoke = Date.now()
      act(event)
    })
    // Once a minute all the same: an event may have been lost.
    on('open', () => {
      listening = true
      ask(ASK_RARELY_MS)
    })
    on('news', refresh)
    on('part', (event) => {
      if (event.lastEventId !== version) show(event.data, event.lastEventId)
      connected()
    })
    on('alive', (event) => {
      part.dispatchEvent(new CustomEvent('pasti:alive', { bubbles: true, detail: event.data }))
      if (pushed) connected()
    })
    events.addEventListener('error', () => {
      listening = false
      ask(ASK_EVERY_MS)
    })
  }
  listen()
  setInterval(() => {
    if (Date.now() - spoke < SILENT_AFTER_MS) return
    listening = false
    ask(ASK_EVERY_MS)
    refresh()
    listen()
  }, ASK_EVERY_MS)
}

function liveAddress (given) {
  if (!given) return ''
  // ":8001/board" means the same host at another port.
  return given.startsWith(':') ? `${window.location.protocol}//${window.location.hostname}${given}` : given
}
