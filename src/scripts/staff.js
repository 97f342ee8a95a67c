import './shared.js'
import './unsent.js'

const folded = (one) => {
  const fold = one.closest('details:not([open])')
  return fold !== null && one.parentElement !== fold
}

// One key for the next action: [data-key] is pressed or followed when its key is, unless somebody is typing.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  const typing = event.target.closest('input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]')
  if (typing) return
  const onControl = event.target.closest('a, button, summary')
  if (event.key === 'Enter' && onControl) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const keyed = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]:not(:disabled)`)]
  // What is folded away has no key; what was just unfolded goes before the rest.
  const seen = keyed.filter((one) => !one.closest('[hidden]') && !folded(one))
  const target = seen.find((one) => one.tagName !== 'SUMMARY' && one.closest('details.more[open]')) ?? seen[0]
  if (!target) return
  event.preventDefault()
  target.click()
})

// On a small screen the menu starts closed.
if (window.matchMedia('(max-width: 959px)').matches) {
  for (const menu of document.querySelectorAll('.side details')) menu.open = false
}

// Ask once more where something cannot be taken back.
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm
  if (question && !window.confirm(question)) event.preventDefault()
}, true)
