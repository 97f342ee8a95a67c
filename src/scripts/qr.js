// Reads a QR code from a picture or from what a camera sees.
import jsQR from 'jsqr'

// Blur and small codes read better at another size.
const SIZES = [1600, 1000, 640]

export function codeIn (source, width, height) {
  for (const size of SIZES) {
    const scale = Math.min(1, size / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height)
    const found = jsQR(pixels.data, pixels.width, pixels.height)
    if (found && found.data) return found.data
    if (scale === 1 && Math.max(width, height) <= SIZES[SIZES.length - 1]) break
  }
  return ''
}
