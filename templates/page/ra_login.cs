<?cs include!"part/macros.cs" ?>
<?cs set:Page.Script.webauthn = "1" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Ra.Login.Title ?></h1>
<p class="govuk-body"><?cs var:T.Ra.Login.Intro ?></p>
<form method="get" action="/ra/login" novalidate>
<?cs call:input("operator_no", "text", "username", "10") ?>
<?cs call:hidden("next", Login.Next) ?>
<?cs call:row_open() ?><button class="govuk-button govuk-button--secondary" type="submit"><?cs var:T.Ra.Login.Find ?></button><?cs call:row_close() ?>
</form>
<form method="post" action="/ra/login" novalidate>
<?cs call:tokens() ?><?cs call:hidden("next", Login.Next) ?><?cs call:hidden("ticket", Login.Ticket) ?>
<?cs call:passkey_get(T.Ra.Login.Send) ?>
</form>
<?cs if:Login.Soft ?>
<h2 class="govuk-heading-m"><?cs var:T.Ra.Login.SoftTitle ?></h2>
<p class="govuk-body"><?cs var:T.Ra.Login.SoftText ?></p>
<?cs call:link_button(Login.Soft, T.Ra.Login.Soft, "secondary") ?>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
