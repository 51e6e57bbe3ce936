// Opens every page as a person would, in both languages, wide and narrow, light and dark, and fails on what a person would
// stumble over. It starts nothing: what to look at comes as arguments.
//
//   node look.mjs LINK FOLDER PATH...     LINK is of xiansuo up or xiansuo link; pictures go to FOLDER
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const [link, folder, ...paths] = process.argv.slice(2)
const base = new URL(link).origin

const nameOf = (path, status) => (path.replace(/^\/(routing\/)?/, '').replace(/[^\w-]+/g, '_') || 'overview') + (status > 399 ? `-${status}` : '')

// A path may say which status it answers with: 409=/routing/…
const statusOf = path => /^\d{3}=/.test(path) ? [path.slice(4), Number(path.slice(0, 3))] : [path, 200]

const looks = [['zh', 1280, 'light'], ['zh', 360, 'light'], ['en', 1280, 'light'], ['en', 360, 'light'], ['zh', 1280, 'dark'], ['en', 360, 'dark']]

// lookAtAll opens every page; a page comes with the status that it must answer with. The first are looked at in each look, what comes
// behind them in one of these pairs, each of which has both languages, a wide and a narrow window.
const inEach = 2
const pairs = [[0, 3], [1, 2], [4, 5]]
async function lookAtAll(page, pages) {
  for (const [l, [language, width, scheme]] of looks.entries()) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    for (const [i, [path, status]] of pages.entries()) {
      if (i >= inEach && !pairs[i % pairs.length].includes(l)) continue
      const where = `${path} ${language} ${width} ${scheme}`
      const answer = await page.goto(base + path + (path.includes('?') ? '&' : '?') + `lang=${language}`)
      if (answer.status() !== status) complain(where, `answered ${answer.status()}, not ${status}`)
      if (!answer.headers()['content-security-policy']?.startsWith("default-src 'none'")) complain(where, 'has no strict policy')
      await inspect(page, where, language)
      const name = `${nameOf(path, status)}-${language}-${width}${scheme === 'dark' ? '-dark' : ''}.png`
      await picture(page, join(folder, name))
    }
  }
}

// A link opens one session, is not spent by who only looks at it, and leaves no code behind.
async function enter(browser, page) {
  await lookAtAll(page, [['/routing/', 401], ['/enter?code=no', 200]])
  const ahead = await newPage(browser, base, {})
  await ahead.goto(link)
  await ahead.context().close()
  await page.goto(link)
  await page.locator('main button').click()
  if (page.url() !== base + '/routing/') complain('entering', `led to ${page.url()}`)
  const cookie = (await page.context().cookies()).find(c => c.name.startsWith('xiansuo-') && c.name !== 'xiansuo-language')
  if (!cookie?.httpOnly || cookie.sameSite !== 'Lax') complain('entering', `left the cookie ${JSON.stringify(cookie)}`)
  await page.goto(link)
  const [again] = await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), page.locator('main button').click()])
  if (again.status() !== 403) complain('the spent link', `answered ${again.status()}`)
}

// The first stop of the keyboard jumps over the header, and where it stands can be seen.
async function useKeyboard(page, path) {
  await page.goto(base + path)
  await page.keyboard.press('Tab')
  const skip = await page.evaluate(() => ({ href: document.activeElement.getAttribute('href'), left: document.activeElement.getBoundingClientRect().left }))
  if (skip.href !== '#main' || skip.left < 0) complain(path, `the keyboard stops first at ${JSON.stringify(skip)}`)
  await page.keyboard.press('Enter')
  if (!(await page.evaluate(() => document.activeElement.id === 'main'))) complain(path, 'skipping does not lead to the content')
}

async function main() {
  mkdirSync(folder, { recursive: true })
  const browser = await launch()
  try {
    const page = await newPage(browser, base, { locale: 'zh-CN' })
    await enter(browser, page)
    await lookAtAll(page, [...paths.map(statusOf), ['/routing/leads/none', 404], ['/routing/find?q=none', 404]])
    await useKeyboard(page, paths[0])
    const whole = paths.find(p => p.includes('/leads/')) ?? paths[0]
    await page.goto(base + whole + '?lang=zh')
    await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' })
    await page.locator('header button.quiet').click()
    if ((await page.goto(base + '/routing/')).status() !== 401) complain('leaving', 'does not end the session')
  } finally {
    await browser.close()
  }
  report(`${paths.length} pages`)
}

await main()
