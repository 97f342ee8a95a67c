// One key for the next action: [data-key] is pressed or followed when its key is. Who types in a field types: Esc leaves
// the field, Ctrl+Enter does what the field is for, and with Alt each key works there too. What a scanner types is no key.

const name = (key) => key.length === 1 ? key.toUpperCase() : key
const FIELD = 'input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]'

const folded = (one) => {
  const fold = one.closest('details:not([open])')
  return fold !== null && one.parentElement !== fold
}
const seen = (one) => !one.closest('[hidden]') && !folded(one) && !one.disabled

// Faster than anybody: a scanner that reads a paper once more, while the page has no field for it.
const AT_ONCE_MS = 50
let before = -AT_ONCE_MS
let pressed = 0

// Whether a letter came just before it.
const scanned = (event) => {
  const letter = event.key.length === 1
  const at_once = event.timeStamp - before < AT_ONCE_MS && (letter || event.key === 'Enter')
  if (letter) before = event.timeStamp
  return at_once
}

document.addEventListener('keydown', (event) => {
  if (event.metaKey || event.repeat || document.querySelector('dialog[open]')) return
  const field = event.target.closest(FIELD)
  if (field && event.key === 'Escape') {
    field.blur()
    start()
    return
  }
  if (field && event.ctrlKey && event.key === 'Enter') {
    event.preventDefault()
    purpose(field)?.click()
    return
  }
  if (event.ctrlKey || (field && !event.altKey)) return
  if (scanned(event)) {
    // Neither the letter before it, nor the Enter behind it that would press what has the focus.
    clearTimeout(pressed)
    event.preventDefault()
    return
  }
  const onControl = event.target.closest('a, button, summary')
  if (event.key === 'Enter' && (onControl || field)) return
  const target = of(event.key)
  if (!target) return
  event.preventDefault()
  clearTimeout(pressed)
  pressed = setTimeout(() => press(target), AT_ONCE_MS)
})

function press (target) {
  if (target.dataset.focus !== undefined) target.focus()
  else if (target.hash && target.pathname === window.location.pathname) document.getElementById(target.hash.slice(1))?.focus()
  else target.click()
  if (target.tagName === 'SUMMARY') unfolded(target.parentElement)
}

function of (typed) {
  const key = typed.length === 1 ? typed.toLowerCase() : typed
  // What is folded away has no key; what was just unfolded goes before the rest.
  const keyed = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(seen)
  return keyed.find((one) => one.tagName !== 'SUMMARY' && one.closest('details.more[open]')) ?? keyed[0]
}

// The button that a field is there for: of the part that was unfolded, or the first of its form.
function purpose (field) {
  const part = field.closest('details[open]') ?? field.form
  const buttons = [...part?.querySelectorAll('button:not([type=button])') ?? []].filter(seen)
  return buttons.find((one) => one.classList.contains('key--first')) ?? buttons[0]
}

// What was unfolded to write in is written in at once; where keys stand, they are what comes next.
function unfolded (fold) {
  if (fold.open && !fold.querySelector('[data-key]:not(summary)')) fold.querySelector(FIELD)?.focus()
}

// The first Tab leads to where the next action is; until then every key is free.
function start () {
  document.querySelector('[data-start]')?.focus({ preventScroll: true })
}
if (document.activeElement === document.body && !document.querySelector('.govuk-error-summary')) start()

// What may be done only after some seconds.
for (const button of document.querySelectorAll('[data-after]')) {
  const said = button.closest('section')?.querySelector('[data-left]')
  const words = said?.textContent ?? ''
  let left = Number(button.dataset.after)
  const tick = () => {
    button.disabled = left > 0
    if (said) {
      said.hidden = left <= 0
      said.textContent = words.replace('{n}', left)
    }
    if (left-- > 0) setTimeout(tick, 1000)
  }
  tick()
}

// Which keys there are now.
const help = document.getElementById('keys-help')
const opener = document.querySelector('[data-opens-keys]')
if (help && opener && document.querySelector('main [data-key]')) {
  const list = document.createElement('dl')
  help.querySelector('h2').after(list)
  opener.hidden = false
  opener.addEventListener('click', () => {
    const rows = [...document.querySelectorAll('main [data-key]')].filter(seen).map((one) => {
      const row = document.createElement('div')
      const key = document.createElement('dt')
      const says = document.createElement('dd')
      const words = one.cloneNode(true)
      for (const kbd of words.querySelectorAll('kbd')) kbd.remove()
      key.append(Object.assign(document.createElement('kbd'), { textContent: name(one.dataset.key) }))
      says.textContent = words.textContent.replace(/\s+/g, ' ').replace('…', '').trim()
      row.append(key, says)
      return row
    })
    list.replaceChildren(...rows)
    help.showModal()
  })
}
