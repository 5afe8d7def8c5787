<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Revoke.Sure ?></h1>
<?cs call:notice_open("bad") ?><p><strong><?cs var:T.Revoke.Final ?></strong></p><p><?cs var:T.Revoke.Data ?></p><?cs call:notice_close() ?>
<?cs each:c = Cert ?>
<?cs call:kv_open() ?><?cs call:kv(T.Cert.Product, T.Product[c.Product].Name) ?><?cs call:kv_mono(T.Cert.Serial, c.Hex4) ?><?cs call:kv(T.Cert.Name, c.Name) ?><?cs call:kv_when(T.Cert.Until, c.Until) ?><?cs call:kv(T.Field.why.Label, T.Revoke.Why[Form.why.Value]) ?><?cs if:Form.since.Value ?><?cs call:kv(T.Field.since.Label, Form.since.Value) ?><?cs /if ?><?cs if:Form.note.Value ?><?cs call:kv(T.Field.note.Label, Form.note.Value) ?><?cs /if ?><?cs call:kv_close() ?>
<?cs if:c.Unit ?><?cs call:notice("info", T.Revoke.Unit) ?><?cs else ?><p class="govuk-body"><?cs var:T.Revoke.Day ?></p><?cs /if ?>
<?cs /each ?>
<form class="bare" method="post" action="/revoke/<?cs var:url_escape(Revoke.Token) ?>" novalidate><?cs call:tokens() ?>
<?cs call:hidden("cert", Form.cert.Value) ?><?cs call:hidden("why", Form.why.Value) ?><?cs call:hidden("since", Form.since.Value) ?><?cs call:hidden("note", Form.note.Value) ?>
<?cs call:row_open() ?><?cs call:button_as(T.Revoke.Do, "act", "revoke", "warning") ?><a class="govuk-button govuk-button--secondary" href="/revoke/<?cs var:url_escape(Revoke.Token) ?>" role="button" draggable="false"><?cs var:T.Revoke.Back ?></a><?cs call:row_close() ?>
</form>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
