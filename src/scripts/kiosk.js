// The kiosk: goes back to its first page when nobody touches it, and says so; digits are typed on the screen.

// What is on its way to a printer is looked at again until it is known what became of it.
const underWay = document.querySelector('[data-look-again]')
if (underWay) setTimeout(() => window.location.reload(), Number(underWay.dataset.lookAgain) * 1000)

const idle = document.querySelector('[data-idle]')
if (idle) {
  const whole = Number(idle.dataset.idle)
  let left = whole
  const say = () => {
    idle.hidden = false
    idle.textContent = idle.dataset.says.replace('{n}', left)
  }
  const restart = () => {
    left = whole
    say()
  }
  setInterval(() => {
    left -= 1
    // What the one before has typed is not to be found by going back.
    if (left <= 0) window.location.replace(idle.dataset.home)
    else say()
  }, 1000)
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, restart)
  say()
}

// Where something is wrong or lacking, or at the beginning.
const fields = [...document.querySelectorAll('[data-focus-first] input:not([type=hidden])')]
const wrong = fields.find((field) => field.closest('.govuk-form-group--error'))
;(wrong ?? fields.find((field) => !field.value) ?? fields[0])?.focus()

// A reader types into the field though somebody touched the screen beside it.
const scanned = document.querySelector('[data-scanned]')
if (scanned) {
  document.addEventListener('keydown', (event) => {
    if (event.target === document.body && event.key.length === 1 && !event.ctrlKey && !event.altKey) scanned.focus()
  })
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'clear', '0', 'erase']
// As on every telephone.
const LETTERS = [...'QWERTYUIOP', ...'ASDFGHJKL', 'erase', ...'ZXCVBNM', 'space']
for (const pad of document.querySelectorAll('[data-pad]')) drawn(pad)

function drawn (pad) {
  const typed = [...pad.closest('form').querySelectorAll('input.govuk-input')]
  if (!typed.length) return
  let field = typed.includes(document.activeElement) ? document.activeElement : typed[0]
  for (const one of typed) {
    // The machine's own keyboard would cover half of the screen.
    one.inputMode = 'none'
    one.addEventListener('focus', () => { field = one })
  }
  pad.hidden = false
  pad.setAttribute('role', 'group')
  pad.setAttribute('aria-label', pad.dataset.name)
  for (const key of 'letters' in pad.dataset ? LETTERS : DIGITS) {
    const button = Object.assign(document.createElement('button'), { type: 'button' })
    button.textContent = { clear: 'C', erase: '\u232b', space: pad.dataset.space }[key] ?? key
    button.className = key.length > 1 ? key : ''
    if (pad.dataset[key]) button.setAttribute('aria-label', pad.dataset[key])
    button.addEventListener('click', () => press(key))
    pad.append(button)
  }

  function press (key) {
    if (key === 'clear') field.value = ''
    else if (key === 'erase') erase()
    else field.value += key === 'space' ? ' ' : key
    field.dispatchEvent(new Event('input', { bubbles: true }))
    const next = typed[typed.indexOf(field) + 1]
    if (next && full(field) && key !== 'erase' && key !== 'clear') next.focus()
    else field.focus()
  }

  function erase () {
    const before = typed[typed.indexOf(field) - 1]
    if (!field.value && before) field = before
    field.value = field.value.slice(0, -1)
  }
}

// Day and month have two digits, one if no second can follow.
function full (field) {
  if (field.name.endsWith('_day')) return field.value.length > 1 || Number(field.value) > 3
  if (field.name.endsWith('_month')) return field.value.length > 1 || Number(field.value) > 1
  return false
}
