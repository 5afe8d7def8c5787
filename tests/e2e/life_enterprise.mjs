// A unit's certificate: RSA key made in the agent's browser, returned once for correction, issued; the agent's revocation is held
// at once and decided at the desk.
import { done, equal, message, ok, run, test } from './lib.mjs';
import { decide } from './desk.mjs';
import { agree, byCode, consent, evidence, fill, idNumber, issued, login, makeKey, mobile, seen, send, submit, upload, proveMail } from './hall.mjs';
import { arrives, operator } from './people.mjs';
import { ocsp, says } from './pki.mjs';

const agent = { mobile: mobile(), number: idNumber(), name: '赵六' }, legal = { number: idNumber(), name: '王五' };
const unit = { name: '示例精密仪器（海州）有限公司', uscc: '91350100M000100Y43' };
const PASS = '单位密钥口令 2026';
let app, no, keyFile, serial, cert, mine;

await test('an_agent_applies_for_his_unit', async t => {
	const p = await t.page(1280), look = name => seen(t, p, name);
	t.expect(422);
	await login(t, p, agent.mobile);
	app = await agree(p, t.base, 'enterprise', async () => {
		if (await p.inputValue('[name=kind]') === 'agreement')
			await look('text-agreement');
	});
	await look('subject-unit');
	await fill(p, { org_name: unit.name, uscc: unit.uscc.slice(0, 17), province: '北京市', locality: '海淀区', org_unit: '采购部',
		legal_name: legal.name, agent_name: agent.name, agent_mobile: agent.mobile, email: 'seal@example.cn', purpose: '' });
	equal(await p.$$eval('.govuk-error-summary a', all => all.map(a => a.hash)), ['#f-uscc', '#f-purpose'], 'all faults at once, in order');
	ok((await p.textContent('#f-uscc-error')).includes('17'), 'the sentence does not say what was typed');
	await look('subject-unit-error');
	await fill(p, { uscc: unit.uscc, purpose: '投标签章、电子合同' });
	await proveMail(p, 'seal@example.cn');
	await consent(p);
	await p.waitForURL('**/identity');
	await fill(p, { legal_id_kind: 'resident', legal_id_no: legal.number, agent_id_kind: 'resident', agent_id_no: agent.number });
	keyFile = await makeKey(t, p, 'rsa2048', PASS);
	const papers = await evidence(t, unit.name);
	await upload(p, { licence: papers.jpg, legal_id: papers.png, agent_id: papers.png, authorisation: papers.pdf });
	await look('materials-unit');
	await p.goto(`${app}/check`);
	await look('check-unit');
	no = await send(p, app);
	await look('done-unit');
	mine = await p.context().storageState();
});

await test('is_returned_with_all_defects_and_corrected', async t => {
	const clerk = await operator(t, 'demo-clerk'), before = Date.now();
	await decide(t, clerk, no, { decision: 'return', defects: ['R04', 'R05'], explain: '营业执照请上传彩色原件照片；授权书请加盖公章。',
		look: p => seen(t, p, 'signing-return') });
	await clerk.goto(`${t.base}/ra/?tab=returned`);
	await seen(t, clerk, 'desk-queue-returned');
	ok((await message(agent.mobile, before)).includes(no), 'the agent is not told');

	const p = await t.page(390, { storageState: mine });
	await p.goto(`${t.base}/my`);
	await seen(t, p, 'my-returned');
	await p.click('.cards a');
	await p.waitForURL('**/fix');
	await seen(t, p, 'fix');
	const reason = await p.textContent('main');
	for (const words of ['营业执照', '授权委托书', '彩色原件照片'])
		ok(reason.includes(words), `"${words}" is not named`);
	ok(/\n2\. /.test(await p.innerText('.note .lines')), 'the reasons run into each other');
	await p.click('main a[href*="/materials"]');
	const papers = await evidence(t, '彩色原件');
	await upload(p, { licence: papers.png, authorisation: papers.pdf });
	equal(await send(p, app), no, 'the number stays');
	await p.goto(app);
	await seen(t, p, 'case-again');
});

await test('is_entered_again_reviewed_and_downloaded', async t => {
	const clerk = await operator(t, 'demo-clerk'), reviewer = await operator(t, 'demo-reviewer');
	await clerk.goto(`${t.base}/ra/?tab=again`);
	ok(await clerk.$(`main a[href="/ra/${no}"]`), 'it does not stand under what comes again');
	await seen(t, clerk, 'desk-queue-again');
	await decide(t, clerk, no);
	await clerk.goto(`${t.base}/ra/${no}`);
	await seen(t, clerk, 'desk-case-unit');
	await decide(t, reviewer, no);

	const p = await t.page(390, { storageState: mine });
	serial = await issued(p, app);
	await p.goto(`${t.base}/cert/${serial}/download`);
	await byCode(p, agent.mobile, 'open');
	cert = await t.download(p, () => p.click('main a[href$="/file/pem"]'));
	const text = run('openssl', 'x509', '-in', cert, '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space');
	ok(/Public-Key: \(2048 bit\)/.test(text) && text.includes(`O=${unit.name}`) && text.includes(unit.uscc), text);
	await p.setInputFiles('#p12-file', keyFile);
	await p.fill('#p12-pass', PASS);
	const p12 = await t.download(p, () => p.click('form[data-p12] button'));
	equal(run('openssl', 'pkcs12', '-in', p12, '-passin', `pass:${PASS}`, '-nodes').match(/BEGIN CERTIFICATE/g).length, 3);
	equal(ocsp(cert, 'ca-rsa'), 'good');
});

await test('the_agents_revocation_holds_and_the_desk_decides', async t => {
	const p = await t.page(390, { storageState: mine });
	t.expect(422);
	await p.goto(`${t.base}/revoke?serial=${serial}`);
	await byCode(p, agent.mobile, 'take');
	await p.waitForURL('**/revoke/*');
	await seen(t, p, 'revoke-unit');
	await p.check('[name=why][value=unused]');
	await p.click('button[value=check]');
	await p.waitForSelector('button[value=revoke]');
	await seen(t, p, 'revoke-unit-sure');
	await p.click('button[value=revoke]');
	await p.waitForURL('**/revoke/receipt/*');
	const receipt = p.url();
	await seen(t, p, 'revoke-unit-receipt');
	await says(cert, 'ca-rsa', 'revoked certificateHold');
	const reviewer = await operator(t, 'demo-reviewer');
	await reviewer.goto(`${t.base}/ra/?tab=loss`);
	await seen(t, reviewer, 'desk-loss-asked');
	await reviewer.click(`main a[href="/ra/cert/${serial}"]`);
	await seen(t, reviewer, 'desk-cert-asked');
	await reviewer.click('button[value=accept]');
	await arrives(reviewer, '.hd .govuk-tag--red');
	await seen(t, reviewer, 'desk-cert-revoked');
	await says(cert, 'ca-rsa', 'revoked cessationOfOperation');
	await p.goto(receipt);
	await arrives(p, '.sheet:not(:has(.nil))', 70);
	await seen(t, p, 'revoke-unit-receipt-done');
});

await done();
