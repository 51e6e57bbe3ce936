// Works on the spot by forms alone: enters and imports institutions, patrols, enters a self-check, and takes a joint operation from its plan to
// the cases. Wide and narrow, in both languages, with and without JavaScript.
//
//   node fieldwork.mjs JSON FOLDER     JSON has base, today and runs: { no, width, language, script, education, fire, taskforce }
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { complain, inspect, launch, newPage, picture, report } from './eyes.mjs'

const { base, today, runs } = JSON.parse(process.argv[2])
const folder = process.argv[3]

// desk is a browser of somebody who entered, with what is done there again and again.
async function desk(browser, run, who) {
  const where = `${who} ${run.language} ${run.width}${run.script ? '' : ' without scripts'}`
  const page = await newPage(browser, base, { viewport: { width: run.width, height: 800 }, javaScriptEnabled: run.script, locale: run.language === 'en' ? 'en' : 'zh-CN' })
  await page.goto(run[who])
  await page.locator('main button').click()
  const own = {
    page,
    look: async what => {
      if (run.script) await inspect(page, `${where} ${what}`, run.language)
      await picture(page, join(folder, `fieldwork-${what}-${run.language}-${run.width}.png`))
    },
    open: path => page.goto(`${path.startsWith('http') ? path : base + path}?lang=${run.language}`),
    // fill fills fields in by their ids: a text, a list of ticks, or a choice.
    fill: async fields => {
      for (const [id, value] of Object.entries(fields)) {
        const at = page.locator(`#f-${id}`)
        const kind = await at.evaluate(e => e.tagName)
        if (kind === 'SELECT') await at.selectOption(value)
        else if (kind === 'FIELDSET') for (const one of [value].flat()) await at.locator(`input[value="${one}"]`).check()
        else if (await at.getAttribute('type') === 'checkbox') await at.check()
        else await at.fill(value)
      }
    },
    send: async () => {
      const answered = page.waitForEvent('domcontentloaded', { timeout: 20_000 }).catch(() => complain(where, `${page.url()} is not sent`))
      await page.locator('form.fill button.main').click()
      await answered
    },
    // lacks sends a form that must be refused beside a field.
    lacks: async field => {
      await own.send()
      if (!(await page.locator(`#f-${field}-bad`).count())) complain(where, `${page.url()} says nothing beside ${field}`)
    },
    // done sends a form that must be taken.
    done: async () => {
      await own.send()
      if (await page.locator('#problem').count()) complain(where, `${page.url()}: ${await page.locator('#problem').innerText()}`)
    },
    has: async text => {
      if (!(await page.locator('main').innerText()).includes(text)) complain(where, `${page.url()} does not say ${text}`)
    },
  }
  return own
}

const officers = { 'officers-0-name': '张三', 'officers-0-agency': '教育局', 'officers-0-certificate': 'YT-001', 'officers-1-name': '李四', 'officers-1-agency': '消防大队', 'officers-1-certificate': 'YT-002' }

// An institution with a licence and a place is entered; a list is looked at before it is imported.
async function register(d, run) {
  const name = `云帆艺术培训中心${run.no}`
  await d.open('/enforcement/institutions/new')
  await d.page.locator('form.fill button[value=licences]').click()
  await d.fill({ on: today, name, kind: 'non-enterprise', registeredFrom: '2021-03-01', 'places-0-address': '云川路8号2层', 'places-0-street': '云川街道', 'licences-0-number': `教民19901017000${run.no}`,
    'licences-0-department': 'education', 'licences-0-scope': '音乐、美术', 'licences-0-from': '2024-05-01', 'licences-0-until': '2024-01-01', reason: '颁发办学许可证' })
  await d.lacks('licences-0-until')
  await d.look('institution-lacks')
  await d.fill({ 'licences-0-until': '2099-12-31' })
  await d.done()
  await d.has(name)
  await d.look('institution')
  const list = `机构名称,许可证号,许可范围,有效期起,有效期止,地址\n${name},教民19901017000${run.no},音乐、美术,2024-05-01,2098-12-31,云川路8号2层\n星河书画社${run.no},教民29901017000${run.no},书法,2025-01-01,2027-12-31,河北路9号\n坏行,教民39901017000${run.no},美术,昨天,,河北路6号\n`
  await d.open('/enforcement/institutions/import')
  await d.fill({ list: 'licensed' })
  await d.page.locator('#f-file').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await d.send()
  await d.has('坏行')
  await d.look('import-look')
  await d.page.locator('button.main').click()
  await d.has(`星河书画社${run.no}`)
  await d.look('import-done')
}

// A patrol is ordered and filled with points; a visit lacks an officer, is written down with what it found, and that is mended.
async function patrol(force, d) {
  await force.open('/enforcement/rounds/new')
  await force.fill({ title: '秋季拉网式排查', from: today, to: today, teams: ['education', 'fire'] })
  await force.done()
  const at = force.page.url().split('?')[0]
  await d.open(at + '/points')
  await d.fill({ 'points-0-name': '某居民楼', 'points-0-address': '河北路5号2单元', 'points-0-street': '河北街道', 'points-0-community': '河北社区', 'points-0-kind': 'residential' })
  await d.page.locator('button[value=points]').click()
  await d.fill({ 'points-1-name': '某商铺', 'points-1-address': '柳塘路7号', 'points-1-street': '柳塘街道', 'points-1-community': '柳塘社区', 'points-1-kind': 'commercial' })
  await d.done()
  await d.open(at + '/points/1')
  await d.fill({ on: today, from: '09:30', to: '10:20', 'officers-0-name': '张三', 'officers-0-agency': '教育局', 'officers-0-certificate': 'YT-001', 'findings-0-category': 'F01', 'findings-0-text': '疏散通道堆放教具，安全出口指示灯不亮。',
    'findings-0-due': today, disposals: ['corrected'], pupils: '34', staff: '7', qualified: '3', feeFen: '1,280.50', supervised: 'no' })
  await d.lacks('officers')
  await d.look('visit-lacks')
  await d.fill(officers)
  await d.done()
  await d.has('50%')
  await d.look('patrol')
  const [ledger] = await Promise.all([d.page.waitForEvent('download'), d.page.locator('a[href$="ledger.csv"]').click()])
  if (!ledger.suggestedFilename().endsWith('.csv')) complain('patrol', `the ledger is called ${ledger.suggestedFilename()}`)
  await d.page.locator('a[href*="/promises/"]').first().click()
  await d.page.locator('a[href$="/mend"]').click()
  await d.fill({ note: '当日下午已清理。' })
  await d.done()
  await d.look('finding')
}

// Institutions are called to check themselves; who is missing is listed, and a statement answers every item.
async function selfCheck(d, run) {
  await d.open('/enforcement/selfchecks/new')
  await d.fill({ title: '秋季自查自纠', from: today, to: today })
  await d.done()
  const at = d.page.url().split('?')[0]
  await d.open(at + '/institutions')
  await d.fill({ 'institutions-0-name': '云帆艺术培训中心', 'institutions-0-institution': `inst-${run.no}`, 'institutions-0-street': '云川街道' })
  await d.done()
  await d.has('云帆艺术培训中心')
  await d.look('selfcheck-missing')
  await d.page.locator('section[aria-labelledby=missing] a[href*="/statements?"]').click()
  await d.fill({ responsible: '周某', signedBy: '周某', signedOn: today })
  const items = await d.page.locator('select[name$=".result"]').count()
  for (let i = 0; i < items; i++) await d.fill({ [`answers-${i}-result`]: i === 2 ? 'problem' : 'ok' })
  await d.lacks('answers')
  await d.look('statement-lacks')
  await d.page.locator('#f-answers > fieldset').nth(2).locator('summary').click()
  await d.fill({ 'answers-2-problem': '安全出口上锁', 'answers-2-measure': '拆除门锁', 'answers-2-responsible': '周某', 'answers-2-promised': today })
  await d.done()
  await d.has('拆除门锁')
  await d.look('statement')
}

// A joint operation is planned, replied to, visited, signed by one of two, and split.
async function joint(force, education, fire) {
  await force.open('/enforcement/operations/new')
  await force.fill({ title: '柳塘路夜间联合检查', reason: '两条线索涉及同一地点', street: '柳塘街道', rallyDay: today, rallyTime: '00:01', rallyPlace: '街道办门前', plan: '教育查证照和收费，消防查疏散通道。', 'participants-0-party': 'education',
    'participants-0-task': '查证照、收费', 'participants-1-task': '查疏散通道' })
  await force.lacks('participants')
  await force.look('operation-lacks')
  await force.fill({ 'participants-1-party': 'fire' })
  await force.done()
  const at = force.page.url().split('?')[0]
  for (const d of [education, fire]) {
    await d.open(at + '/acts/reply')
    await d.fill({ accept: 'yes' })
    await d.done()
  }
  await force.open(at + '/acts/start')
  await force.done()
  await education.open(at + '/acts/site')
  await education.fill({ time: '00:01', name: '启航教育', address: '柳塘路18号3层', partyName: '启航教育咨询中心', partyKind: 'organisation' })
  await education.done()
  await fire.open(at + '/acts/finding')
  await fire.fill({ site: '1', category: 'F01', department: 'fire', found: '疏散通道堵塞，当场清理。', ...officers, disposals: ['stopped', 'corrected'] })
  await fire.done()
  await fire.look('operation')
  await force.open(at + '/acts/finish')
  await force.done()
  await fire.open(at + '/acts/sign')
  await fire.done()
  await force.open(at)
  if (!(await force.page.locator('.alert').count())) complain('operation', 'nothing says who has not signed')
  await force.look('operation-unsigned')
  await force.open(at + '/acts/split')
  if (!(await force.page.locator('#f-reason[required]').count())) complain('operation', 'it is split without a signature and without a reason')
  await force.fill({ reason: '教育局明日补签。' })
  await force.done()
  if (!(await force.page.locator('a[href*="/enforcement/cases/"]').count())) complain('operation', 'the split opened no case')
  await force.look('operation-split')
}

mkdirSync(folder, { recursive: true })
const browser = await launch()
try {
  for (const run of runs) {
    const [education, fire, force] = [await desk(browser, run, 'education'), await desk(browser, run, 'fire'), await desk(browser, run, 'taskforce')]
    await register(education, run)
    await patrol(force, education)
    await selfCheck(education, run)
    await joint(force, education, fire)
    for (const d of [education, fire, force]) await d.page.context().close()
  }
} finally {
  await browser.close()
}
report(`${runs.length} times on the spot`)
