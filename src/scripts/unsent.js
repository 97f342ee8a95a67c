// Nothing that was typed, chosen or drawn is lost without a word: who leaves a page by another way than sending it (a
// link, another form, the back button, another language) is asked by the browser first. What only looks for something,
// and a password, is nothing to lose.
let sending = null
let letGo = false

const LOOKS = '[role=search], .languages, [data-only-looks], :has(input[type=password])'

// Nobody types into these.
const NO_WORDS = ['hidden', 'submit', 'button', 'reset', 'image', 'fieldset', 'output']

function changed (field) {
  if (field.disabled || NO_WORDS.includes(field.type)) return false
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
  if (field.type === 'file') return field.files.length > 0
  if (field.options) {
    const first = [...field.options].find((one) => one.defaultSelected) ?? (field.multiple ? null : field.options[0])
    return [...field.options].some((one) => one.selected !== (field.multiple ? one.defaultSelected : one === first))
  }
  return field.value !== field.defaultValue
}

// What came back because it was not taken is kept nowhere either.
const refused = (form) => form.querySelector('.govuk-error-message') !== null

function unsent (form) {
  if (form === sending || form.method !== 'post' || form.matches(LOOKS)) return false
  return form.dataset.unsent !== undefined || refused(form) || form.querySelector('[data-drawn]') !== null || [...form.elements].some(changed)
}

document.addEventListener('submit', (event) => { if (!event.defaultPrevented) sending = event.target })
window.addEventListener('pageshow', () => { sending = null })
window.addEventListener('beforeunload', (event) => {
  // Nobody typed anything on a page that nobody has touched; and a browser would not ask.
  if (letGo || navigator.userActivation?.hasBeenActive === false || ![...document.forms].some(unsent)) return
  event.preventDefault()
  // Whoever stays sends it after all.
  setTimeout(() => {
    for (const form of document.forms) delete form.dataset.sent
    sending = null
  })
})

// A page that closes by itself, to protect what is on it, asks nobody.
export function leaveUnasked () {
  letGo = true
}
