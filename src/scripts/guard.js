// At the door, with a telephone: what the code of a paper holds is sent as if it were typed.
import { camera } from './camera.js'

const button = document.querySelector('[data-camera]')
const field = document.querySelector('[data-scanned]')

if (button && field) {
  camera(button, document.querySelector('[data-camera-sees]'), document.querySelector('[data-no-camera]'), (written) => {
    field.value = written
    field.form.requestSubmit()
  })
}
