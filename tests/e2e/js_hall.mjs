// Frame, macros and hall.js: in both layouts, three languages, two widths; with and without a script.
import fs from 'node:fs';
import path from 'node:path';
import { done, equal, ok, render, site, templates, test, work } from './lib.mjs';

const all = `<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<?cs call:back("/my") ?><?cs call:steps(Steps, #2) ?>
<h1 class="govuk-heading-xl">全部部件</h1>
<?cs call:notice("info", Long) ?><?cs call:notice("good", Long) ?><?cs call:notice("warn", Long) ?><?cs call:notice("bad", Long) ?>
<p class="govuk-body">正文 <?cs call:link("/query", "链接") ?> <?cs call:badge("green", "有效") ?> <?cs call:state("returned") ?> <?cs call:cert_state("held") ?></p>
<form method="post" action="/sent?form=fields" novalidate id="fields"><?cs call:tokens() ?>
<?cs call:input("name", "text", "name", "20") ?><?cs call:input("code", "code", "", "5") ?><?cs call:textarea("remark", "3") ?>
<?cs call:select("reason", Reasons) ?><?cs call:radios("why", Reasons) ?><?cs call:radios_inline("yes", Answers) ?><?cs call:radios_of("row", Rows) ?>
<?cs call:tick("agree") ?>
<?cs call:row_open() ?><?cs call:button("提交申请") ?><?cs call:button_as("保存", "act", "save", "secondary") ?><?cs call:link_button("/", "离开", "warning-outline") ?><?cs call:row_close() ?>
</form>
<form method="post" action="/sent?form=file" enctype="multipart/form-data" novalidate id="upload"><?cs call:tokens() ?><?cs call:file("licence", ".pdf,.png,.jpg") ?><?cs call:button("上传") ?><button class="linkish" type="submit" name="act" value="remove" formnovalidate>删除</button></form>
<?cs call:kv_open() ?><?cs call:kv("名称", Long) ?><?cs call:kv("未填", "") ?><?cs call:kv_mono("序列号", "5a0c 11ff") ?><?cs call:kv_change("邮箱", "a@example.cn", "/x") ?><?cs call:kv_when("时间", At) ?><?cs call:kv_close() ?>
<dl class="facts"><?cs call:fact("版本", "7") ?><?cs call:fact("语言", "中文") ?></dl>
<?cs call:table_open("办件") ?><?cs call:th("编号") ?><?cs call:th("名称") ?><?cs call:th("状态") ?><?cs call:th("时间") ?><?cs call:table_rows() ?>
<?cs each:r = Rows ?><?cs call:tr() ?><?cs call:td_link("编号", "/apply/1", r.Value) ?><?cs call:td("名称", r.Text) ?><?cs call:td_state("状态", r.State) ?><?cs call:td_when("时间", At) ?><?cs call:tr_close() ?><?cs /each ?><?cs call:table_close() ?><?cs call:pager() ?>
<h2 class="govuk-heading-m">记录</h2><?cs call:timeline(Events) ?><?cs call:empty("没有更多") ?>
<form method="post" action="/sent?form=page" novalidate><?cs call:tick_as("read", "我已阅读") ?><button class="govuk-button" type="submit" data-open-dialog="spi" data-needs="f-read" id="open">继续</button></form>
<?cs call:dialog_open("spi", "处理敏感个人信息，需要您单独同意", "第 3 版") ?><form method="post" action="/sent?form=dialog" novalidate><?cs call:tokens() ?><?cs call:dialog_body() ?><?cs call:radios_inline("spi", Answers) ?><?cs call:dialog_buttons() ?><?cs call:button("提交选择") ?><?cs call:dialog_cancel("返回，暂不选择") ?></div></footer></form></dialog>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>`;
const receipt = `<?cs include!"part/macros.cs" ?><?cs def:content() ?><?cs call:panel("已提交", "受理编号", "20261124-00001") ?><?cs call:empty("x") ?><?cs /def ?><?cs include!"layout/base.cs" ?>`;
const tree = templates({ all, receipt });
const label = name => ({ Label: name, Hint: `${name}的说明，例如：示例` });
const long = '示例精密仪器（海州）有限公司 https://example.cn/averyveryveryveryverylongaddresswithoutanyblank/averyveryveryverylongend';
const data = more => ({
	Long: long, Steps: { a: '实名登录', b: '阅读协议', c: '填写信息', d: '生成密钥' }, Reasons: { lost: '介质丢失', stolen: '口令泄露' },
	Answers: { yes: '同意', no: '不同意' }, At: '', ...more,
	Rows: { 0: { Value: '20261124-00173', Text: long, State: 'draft', Hint: '说明' }, 1: { Value: '20261124-00174', Text: '李*', State: 'issued' } },
	Events: { 0: { Text: '审核通过', Who: '王审核', Note: '材料清晰' }, 1: { Text: '提交申请' } }, Pager: { First: '/my', Next: '/my?below=7' },
	T: { Field: Object.fromEntries(['name', 'code', 'remark', 'reason', 'why', 'yes', 'row', 'agree', 'licence', 'read', 'spi'].map(n => [n, label(`字段 ${n}`)])) },
	Crumb: { 0: { Text: '我要办', Href: '/my' }, 1: { Text: '机构证书申请' } },
});
const faults = { Form: { name: { Value: '<"李">', Error: '请填写姓名' }, why: { Error: '请选择原因' }, reason: { Value: 'stolen' }, remark: { Value: '说明' },
	Error: { 0: { Name: 'name', Text: '请填写姓名' }, 1: { Name: 'why', Text: '请选择原因' } } } };

const account = { User: { Kind: 'account', Name: '李*' } };
const operator = program => ({ Page: { Program: program, Nav: program === 'desk' ? 'review' : 'agreements', Flash: '已保存' }, Count: { entry: '12', review: '5' },
	User: { Kind: 'operator', Name: '王审核', Person: 'P00017', Soft: '1', Is: { reviewer: '1', clerk: '1', security: '1' } } });
let sent = [], pages = {};
const base = await site(({ method, path: at, query }, body) => {
	if (method === 'POST') {
		sent.push({ form: query.get('form'), body: body.toString('latin1') });
		return { body: '<!doctype html><html lang="en"><title>sent</title><h1>sent</h1></html>' };
	}
	return at in pages ? { body: pages[at] } : null;
});
// At is a node with a value and children, as hdf_time writes it; the page's own clock too
const put = (name, page, lang, d) => { pages[name] = render(tree, page, lang, d); };
const kinds = { hall: account, faults: { ...account, ...faults }, large: { ...account, Page: { Large: '1' } }, desk: operator('desk'), office: operator('office'),
	'desk-login': { Page: { Program: 'desk' } } };
for (const lang of ['zh-CN', 'en', 'vi'])
	for (const [kind, more] of Object.entries(kinds))
		put(`/${kind}/${lang}`, 'all', lang, data(more));
put('/receipt', 'receipt', 'zh-CN', {});

for (const lang of ['zh-CN', 'en', 'vi'])
	for (const width of [390, 1280])
		await test(`frame_is_clean_${lang}_${width}`, async t => {
			const p = await t.page(width, { lang });
			for (const kind of Object.keys(kinds)) {
				await p.goto(`${base}/${kind}/${lang}`);
				equal(await p.getAttribute('html', 'lang'), lang);
				await t.axe(p);
				await t.wide(p);
				await t.shot(p, `frame-${kind}-${lang}`);
			}
		});

await test('reflows_down_to_320_px', async t => {
	const p = await t.page(320);
	for (const kind of Object.keys(kinds)) {
		await p.goto(`${base}/${kind}/vi`);
		await t.wide(p);
	}
});

await test('shows_on_a_phone_where_in_the_menu_the_page_is', async t => {
	put('/far-hall', 'all', 'zh-CN', data({ ...account, Page: { Nav: 'agreements' } }));
	put('/far-desk', 'all', 'zh-CN', data({ ...operator('desk'), Page: { Program: 'desk', Nav: 'log' } }));
	for (const page of ['far-hall', 'far-desk']) {
		const p = await t.page(390);
		await p.goto(`${base}/${page}`);
		const box = await p.locator('nav a[aria-current=page]').boundingBox();
		ok(box.x >= 0 && box.x + box.width < 391, `it begins at ${box.x} and is ${box.width} wide`);
		equal(await p.evaluate(() => scrollY), 0);
	}
});

await test('leads_from_the_error_summary_into_the_field', async t => {
	const p = await t.page(390);
	await p.goto(`${base}/faults/zh-CN`);
	equal(await p.evaluate(() => document.activeElement.hasAttribute('data-error-summary')), true);
	ok((await p.title()).startsWith('错误：'));
	await p.click('[data-error-summary] a >> nth=0');
	equal(await p.evaluate(() => [document.activeElement.id, document.activeElement.value]), ['f-name', '<"李">']);
	await p.click('[data-error-summary] a >> nth=1');
	equal(await p.evaluate(() => document.activeElement.id), 'f-why');
	equal(await p.evaluate(() => [document.getElementById('f-reason').value, document.getElementById('f-remark').value]), ['stolen', '说明']);
});

await test('sends_a_form_once_however_often_the_button_is_pressed', async t => {
	const p = await t.page(1280);
	await p.goto(`${base}/hall/zh-CN`);
	sent = [];
	await p.fill('#f-name', '李');
	await p.evaluate(() => { const b = document.querySelector('#fields button[name=act]'); b.click(); b.click(); b.click(); });
	await p.waitForURL('**/sent*');
	equal(sent.length, 1);
	const f = new URLSearchParams(sent[0].body);
	equal([f.get('act'), f.get('csrf'), f.get('once')], ['save', 'csrf', 'once']);
	await p.goBack();	// and again after the way back
	await p.click('#fields button >> nth=0');
	await p.waitForURL('**/sent*');
	equal(sent.length, 2);
});

await test('says_before_sending_that_a_file_is_too_large', async t => {
	const p = await t.page(1280), big = path.join(work, '营业执照.pdf'), fits = path.join(work, '执照.pdf');
	fs.writeFileSync(big, Buffer.alloc(5242881));
	fs.writeFileSync(fits, Buffer.alloc(5242880));
	await p.goto(`${base}/hall/zh-CN`);
	sent = [];
	await p.setInputFiles('#f-licence', big);
	ok(await p.isVisible('[data-too-large]'));
	await p.click('#upload button');
	equal(sent, []);
	// to remove what is there, no file is sent, whatever was chosen
	await p.click('#upload button[value=remove]');
	await p.waitForURL('**/sent?form=file');
	ok(sent[0].body.includes('name="act"') && sent[0].body.includes('filename=""'), 'the file was sent with the removal');
	sent = [];
	await p.goBack();
	await p.setInputFiles('#f-licence', fits);
	ok(!await p.isVisible('[data-too-large]'));
	await p.click('#upload button');
	await p.waitForURL('**/sent*');
	equal(sent.map(s => s.form), ['file']);
});

await test('opens_the_dialog_only_when_the_box_is_ticked', async t => {
	for (const width of [390, 1280]) {
		const p = await t.page(width);
		await p.goto(`${base}/hall/zh-CN`);
		sent = [];
		await p.check('#f-read');
		await p.click('#open');
		ok(await p.isVisible('#spi'));
		equal(await p.evaluate(() => document.activeElement.id), 'spi-h');
		equal(await p.$$eval('#spi input[type=radio]:checked', a => a.length), 0);
		await t.axe(p);
		await t.shot(p, 'dialog');
		await p.keyboard.press('Escape');
		ok(!await p.isVisible('#spi'));
		equal(await p.evaluate(() => document.activeElement.id), 'open');
		await p.click('#open');
		await p.click('[data-close-dialog]');
		ok(!await p.isVisible('#spi'));
		equal(sent, []);
		await p.click('#open');
		await p.check('#spi input[value=no]');
		await p.click('#spi button >> nth=0');
		await p.waitForURL('**/sent*');
		equal([sent.length, sent[0].form, new URLSearchParams(sent[0].body).get('spi')], [1, 'dialog', 'no']);
		await p.goto(`${base}/hall/zh-CN`);
		await p.click('#open');
		await p.waitForURL('**/sent*');
		equal(sent[1].form, 'page');
	}
});

await test('works_without_a_script', async t => {
	const p = await t.page(390, { js: false });
	await p.goto(`${base}/hall/zh-CN`);
	sent = [];
	ok(!await p.isVisible('#spi'));
	await p.check('#f-read');
	await p.click('#open');
	await p.waitForURL('**/sent*');
	equal(sent.map(s => s.form), ['page']);
});

await test('shows_a_menu_only_to_who_is_logged_in', async t => {
	const p = await t.page(1280);
	await p.goto(`${base}/desk-login/zh-CN`);
	equal(await p.$$eval('nav.sb', a => a.length), 0);
	await p.goto(`${base}/desk/zh-CN`);
	equal(await p.$$eval('nav.sb [aria-current]', a => a.map(e => e.getAttribute('href'))), ['/ra/?tab=review']);
	ok((await p.textContent('.demo')).includes('软密钥'));
});

await test('serves_scripts_that_may_be_kept_for_ever', async () => {
	const manifest = fs.readFileSync(path.join(process.env.BUILD || 'build', 'static/manifest'), 'utf8').trim().split('\n');
	for (const line of manifest)
		ok(/^[a-z0-9_]+\.[a-z0-9]+=\/static\/[a-z0-9]+-[0-9a-f]{16}\.[a-z0-9]+$/.test(line), line);
	const css = manifest.filter(l => l.includes('.css')).map(l => fs.readFileSync(path.join('build', l.split('=')[1]), 'utf8')).join('\n');
	ok(!/GDS Transport|@font-face|url\((?!#)/.test(css), 'a style sheet names a font or a file');
	// the browser floor: kernels of Chromium 86
	const own = fs.readFileSync('static/css/hall.css', 'utf8') + fs.readFileSync('static/css/console.css', 'utf8') + fs.readFileSync('static/sign/sign.css', 'utf8');
	ok(!/@layer|:has\(|color-mix\(|@container|^\s*&/m.test(own.replace(/\/\*[^]*?\*\//g, '')), 'a style sheet uses what old kernels do not know');
});

await done();
