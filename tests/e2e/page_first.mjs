// The first people of an instance without demonstration: two tickets, two authenticators, and then the door is closed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { atEnd, done, equal, ok, test } from './lib.mjs';
import { press, until } from './people.mjs';

const certhall = process.env.CERTHALL || 'build/bin/certhall';

const port = () => new Promise(r => {
	const s = net.createServer().listen(0, '127.0.0.1', () => { const n = s.address().port; s.close(() => r(n)); });
});

// An instance of our own, in a folder its users can enter.
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'chf.'));
fs.chmodSync(top, 0o711);
const env = { ...process.env, VAR: path.join(top, 'v'), CERTHALL_DEMO: 'no', PORT: String(await port()), SIGN_PORT: String(await port()),
	HTTP_PORT: String(await port()) };
const base = `https://localhost:${env.PORT}`;
const said = execFileSync(certhall, ['start'], { encoding: 'utf8', env });
atEnd(() => {
	execFileSync(certhall, ['stop'], { env, stdio: 'ignore' });
	fs.rmSync(top, { recursive: true, force: true });
});
const links = said.match(/https:\S+\/#\S+/g) || [];

async function arrive(t, link, no, name, number) {
	const page = await t.page(1280);
	await t.authenticator(page);
	await page.goto(link);
	await press(page, '#device');
	await page.waitForURL(/\/admin\/first$/);
	await t.axe(page);
	await page.fill('#f-op_no', no);
	await page.fill('#f-op_name', name);
	await page.fill('#f-op_number', number);
	await page.check('#f-op_security');
	await t.shot(page, `first-${no}`);
	await page.click('main form button');
	await page.waitForURL(/\/admin\/register\//);
	await page.click('main a[href*="/#"]');
	await press(page, '#device');
	await page.waitForURL(/\/admin\/register\//);
	return page;
}

await test('first_people_come_with_tickets_and_authenticators', async t => {
	equal(links.length, 2, 'links of tickets');
	const one = await arrive(t, links[0], 's01', '王芳', '11010519491231002X');
	await until(one, '授权已完成');
	await one.goto(`${base}/admin/login`);
	await one.fill('#f-person', 's01');
	await one.click('main form button');
	ok(!(await one.textContent('main')).includes('软密钥'), 'no soft keys here');
	await one.click('[data-passkey] button');
	await one.waitForURL(/\/admin\/users$/);
	ok((await one.textContent('.who')).includes('王芳'), 'she is greeted');
	const two = await arrive(t, links[1], 's02', '赵磊', '110101199003077774');
	await until(two, '授权已完成');
});

await test('first_door_is_closed_afterwards', async t => {
	t.expect(422);
	const page = await t.page(390);
	await t.authenticator(page);
	await page.goto(links[0]);
	await press(page, '#device');
	await page.waitForURL(/\/admin\/first$/);
	ok((await page.textContent('main')).includes('已有两名安全管理员在岗'), 'the door is closed');
	await t.axe(page);
	await t.wide(page);
	await t.shot(page, 'first-closed');
});

await done();
