// The recording station's camera and signature pad. Without scripts both are files.
import SignaturePad from 'signature_pad'

const camera = document.querySelector('[data-camera]')
if (camera && navigator.mediaDevices) {
  const video = camera.querySelector('video')
  const shoot = camera.querySelector('[data-shoot]')
  const open = camera.querySelector('[data-open-camera]')
  const input = document.querySelector('#id_photo')
  const trouble = camera.querySelector('[data-camera-trouble]')
  camera.hidden = false

  open.addEventListener('click', async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, height: { ideal: 960 }, facingMode: 'user' }
      })
      await video.play()
      video.parentElement.hidden = false
      shoot.hidden = false
      open.hidden = true
      shoot.focus()
    } catch {
      trouble.hidden = false
    }
  })

  shoot.addEventListener('click', async () => {
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d').drawImage(video, 0, 0)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
    const box = new DataTransfer()
    box.items.add(new File([blob], 'foto.jpg', { type: 'image/jpeg' }))
    input.files = box.files
    for (const track of video.srcObject.getTracks()) track.stop()
    input.form.requestSubmit()
  })
}

const canvas = document.querySelector('[data-pad]')
if (canvas) {
  const form = canvas.closest('form')
  canvas.closest('[hidden]')?.removeAttribute('hidden')
  // Three points to a pixel, so that it is sharp on a card at 300 dpi.
  const ratio = Math.max(window.devicePixelRatio || 1, 3)
  function fit () {
    canvas.width = canvas.offsetWidth * ratio
    canvas.height = canvas.offsetHeight * ratio
    canvas.getContext('2d').scale(ratio, ratio)
  }
  fit()
  const pad = new SignaturePad(canvas, { penColor: '#14211f', minWidth: 1.2, maxWidth: 3 })
  // Folded away it has no size.
  canvas.closest('details')?.addEventListener('toggle', () => {
    if (pad.isEmpty()) fit()
  })
  pad.addEventListener('endStroke', () => { canvas.dataset.drawn = 'yes' })
  form.querySelector('[data-clear]').addEventListener('click', () => {
    pad.clear()
    delete canvas.dataset.drawn
  })
  form.addEventListener('submit', () => {
    form.querySelector('[name=drawn]').value = pad.isEmpty() ? '' : pad.toDataURL('image/png')
  })
}
