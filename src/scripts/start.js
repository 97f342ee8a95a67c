// Runs before the page is drawn, so that parts that need scripts appear only where scripts run.
document.documentElement.className = 'js govuk-frontend-supported'
