// A camera that looks for a QR code: a button begins and ends it, and what the code holds goes to `found`.
import { codeSeen } from './qr.js'

const EVERY_MS = 200

export function camera (button, video, refused, found) {
  let stream = null
  let asking = false

  function stop () {
    if (stream) stream.getTracks().forEach((track) => track.stop())
    stream = null
    video.hidden = true
  }

  async function look () {
    if (!stream) return
    const written = await codeSeen(video)
    // It was ended while a picture was read.
    if (!stream) return
    if (!written) {
      setTimeout(look, EVERY_MS)
      return
    }
    stop()
    found(written)
  }

  if (!navigator.mediaDevices?.getUserMedia) return
  button.hidden = false
  button.addEventListener('click', async () => {
    if (stream) return stop()
    if (asking) return
    asking = true
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
    } catch {
      refused.hidden = false
      return
    } finally {
      asking = false
    }
    refused.hidden = true
    video.srcObject = stream
    video.hidden = false
    await video.play()
    look()
  })
}
