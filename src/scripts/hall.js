import './live.js'
import './shared.js'
import './clock.js'
import './voice.js'

// A kiosk goes back to its first page when nobody touches it.
const idle = Number(document.body.dataset.idleSeconds || 0)
if (idle) {
  let timer
  const restart = () => {
    clearTimeout(timer)
    timer = setTimeout(() => { window.location.href = document.body.dataset.home }, idle * 1000)
  }
  for (const kind of ['pointerdown', 'keydown']) document.addEventListener(kind, restart)
  restart()
}
// Where something is wrong or lacking, or at the beginning.
const fields = [...document.querySelectorAll('[data-focus-first] input:not([type=hidden])')]
const wrong = fields.find((field) => field.closest('.govuk-form-group--error'))
;(wrong ?? fields.find((field) => !field.value) ?? fields[0])?.focus()
