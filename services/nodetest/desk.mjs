// Opens the pages of those who publish, each as whoever it is for, in both languages, narrow and wide, light and dark, and fails on what a
// person would stumble over. It starts nothing: what to look at comes as an argument.
//
//   node desk.mjs '{"looks": [{"link": …, "paths": [PATH…]}…]}' FOLDER     a link is of xiansuo link; pictures go to FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const [plan, folder] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const browser = await launch()
for (const [n, { link, paths }] of JSON.parse(plan).looks.entries()) {
  const base = new URL(link).origin
  const page = await newPage(browser, base, {})
  await page.goto(link)
  await page.locator('main button').click()
  for (const [language, width, scheme] of [['zh', 1280, 'light'], ['zh', 360, 'light'], ['en', 1280, 'light'], ['en', 360, 'dark']]) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of paths) {
      const where = `${path} ${language} ${width} ${scheme}`
      const answer = await page.goto(base + path + (path.includes('?') ? '&' : '?') + `lang=${language}`)
      if (answer.status() !== 200) complain(where, `answered ${answer.status()}`)
      if (!answer.headers()['content-security-policy']?.startsWith("default-src 'none'")) complain(where, 'has no strict policy')
      await inspect(page, where, language)
      await picture(page, join(folder, `${n}-${path.replace(/^\/disclosure\//, '').replace(/[^\w-]+/g, '_') || 'list'}-${language}-${width}.png`))
    }
  }
  await page.context().close()
}
await browser.close()
report('the pages of those who publish')
