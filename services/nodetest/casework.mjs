// Works on a case by forms alone, as a handler does: checks on the spot, is told what a form lacks, registers a picture as evidence and names it
// as a paper. Wide and narrow, in both languages, with and without JavaScript.
//
//   node casework.mjs JSON FOLDER     JSON has base, file and runs: { link, number, width, language, script }
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const { base, file, runs } = JSON.parse(process.argv[2])
const folder = process.argv[3]

async function work(browser, run) {
  const where = `case ${run.number} ${run.language} ${run.width}${run.script ? '' : ' without scripts'}`
  const page = await newPage(browser, base, { viewport: { width: run.width, height: 800 }, javaScriptEnabled: run.script, locale: run.language === 'en' ? 'en' : 'zh-CN' })
  const look = async what => {
    if (run.script) await inspect(page, `${where} ${what}`, run.language)
    await picture(page, join(folder, `casework-${what}-${run.language}-${run.width}.png`))
  }
  const at = `${base}/enforcement/cases/${run.number}`
  await page.goto(run.link)
  await page.locator('main button').click()
  await page.goto(`${at}/acts/verify?lang=${run.language}`)

  // One officer is refused, beside what was filled in; two are taken.
  await page.locator('#f-found').selectOption('substantiated')
  await page.locator('#f-officers').fill('张三')
  await page.locator('input[name=shown][value=yes]').check()
  await page.locator('button.main').click()
  if (!(await page.locator('#problem').count())) complain(where, 'one officer is taken')
  await look('refused')
  await page.locator('#f-officers').fill('张三、李四')
  await page.locator('button.main').click()
  if (page.url() !== at) complain(where, `after the check it is at ${page.url()}`)
  if (!(await page.locator('.flash').count())) complain(where, 'nothing says that the check was recorded')
  await look('checked')

  // A picture is evidence: what the form lacks is said, then it is registered.
  await page.goto(`${at}/evidence`)
  await page.locator('#f-type').selectOption('audiovisual')
  await page.locator('#f-title').fill('教室照片')
  await page.locator('#f-origin').selectOption('collected')
  await page.locator('#f-source').fill('现场拍摄')
  await page.locator('#f-officers-0-name').fill('张三')
  await page.locator('#f-place').fill('柳塘路18号')
  await page.locator('#f-file').setInputFiles(file)
  await page.locator('button.main').click()
  if (!(await page.locator('#f-officers-bad').count())) complain(where, 'a picture of one officer is taken')
  await look('lacks')
  await page.locator('#f-officers-1-name').fill('李四')
  await page.locator('#f-file').setInputFiles(file)
  await page.locator('button.main').click()
  if (!/\/enforcement\/evidence\//.test(page.url())) complain(where, `the picture led to ${page.url()}`)
  await look('evidence')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.act.main').click()])
  if (download.suggestedFilename() !== 'classroom.jpg') complain(where, `the file is called ${download.suggestedFilename()}`)

  // The sums are worked out from what was given in yuan.
  await page.goto(`${at}/acts/money`)
  await page.locator('#f-collected').fill('46,580')
  await page.locator('#f-refundedBefore').fill('43580.00')
  await page.locator('button.main').click()
  if (!(await page.locator('.sums tfoot').textContent())?.includes('3,000')) complain(where, 'the gains are not 3,000')
  await page.context().close()
}

mkdirSync(folder, { recursive: true })
const browser = await launch()
try {
  for (const run of runs) await work(browser, run)
} finally {
  await browser.close()
}
report(`${runs.length} cases`)
