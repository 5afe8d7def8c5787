<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Object.Title ?></h1>
<?cs if:Can.Say ?>
<?cs call:notice_open("bad") ?><p><strong><?cs var:T.Object.Final ?></strong></p><p><?cs var:T.Object.After ?></p><?cs call:notice_close() ?>
<?cs call:kv_open() ?><?cs call:kv(T.Cert.Subject, Cert.Subject) ?><?cs call:kv_mono(T.Cert.Serial, Cert.Hex4) ?><?cs call:kv_mono(T.Cert.Key, Cert.Key) ?><?cs call:kv_close() ?>
<form method="post" action="/cert/<?cs var:url_escape(Cert.Serial) ?>/object" novalidate><?cs call:tokens() ?>
<?cs call:radios("wrong", T.Object.Wrong) ?>
<?cs call:textarea("objection", "4") ?>
<?cs call:tick("sure") ?>
<?cs call:row_open() ?><?cs call:button_as(T.Object.Send, "act", "object", "warning") ?><a class="govuk-button govuk-button--secondary" href="/cert/<?cs var:url_escape(Cert.Serial) ?>" role="button" draggable="false"><?cs var:T.Object.Back ?></a><?cs call:row_close() ?>
</form>
<?cs else ?><p class="govuk-body"><?cs var:T.Cert.SayOver ?></p><p class="govuk-body"><a class="govuk-link" href="/cert/<?cs var:url_escape(Cert.Serial) ?>"><?cs var:T.Cert.Title ?></a></p><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
