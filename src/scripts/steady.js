// An office that does not answer takes nothing off the screen: before a form is sent or a key leads on, it is asked
// whether it is there. While it is not, the page stays with all that was typed, says since when, and tries again.

const AGAIN_MS = 3000
const PATIENCE_MS = 4000
const notice = document.getElementById('gone')
const small = document.querySelector('link[rel=icon]')?.href
const said = document.createElement('span')
notice?.prepend(said)
let pending = null
let since = null
let timer

async function there () {
  try {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE_MS) : undefined
    return (await fetch(small, { method: 'HEAD', cache: 'no-store', signal })).ok
  } catch {
    return false
  }
}

async function attempt () {
  clearTimeout(timer)
  const wanted = pending
  const answers = await there()
  if (pending !== wanted || !wanted) return
  if (answers) {
    pending = null
    since = null
    notice.hidden = true
    wanted()
    return
  }
  since ??= new Date()
  const time = since.toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit' })
  said.textContent = notice.dataset.gone.replace('{time}', time)
  notice.hidden = false
  timer = setTimeout(attempt, AGAIN_MS)
}

function first (act) {
  const waits = pending !== null && since === null
  // The first of two presses is on its way; while the office is gone the last one is what is meant.
  if (waits) return
  pending = act
  attempt()
}

let asked = null
window.addEventListener('submit', (event) => {
  const form = event.target
  const submitter = event.submitter
  if (form === asked) {
    asked = null
    return
  }
  if (!small || !notice || form.method !== 'post' || form.target || form.hasAttribute('hx-post')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  first(() => {
    if (!form.isConnected) return
    asked = form
    form.requestSubmit(submitter?.isConnected && submitter.form === form ? submitter : null)
    asked = null
  })
}, true)

window.addEventListener('click', (event) => {
  const link = event.target.closest?.('main a.key[href]')
  if (!link || !small || !notice || link.target || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  first(() => window.location.assign(link.href))
}, true)

notice?.querySelector('button').addEventListener('click', () => {
  pending = null
  since = null
  clearTimeout(timer)
  notice.hidden = true
})
