import './live.js'
import './shared.js'
import './kiosk.js'
