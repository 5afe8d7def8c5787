<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Signin.Title ?></h1>
<?cs if:Signin.Ticket ?>
<p class="govuk-body"><?cs var:T.Signin.As ?> <b class="num"><?cs var:Signin.Person ?></b></p>
<form method="post" action="<?cs var:Signin.Key ?>" novalidate>
<?cs call:tokens() ?><?cs call:hidden("ticket", Signin.Ticket) ?><?cs if:Signin.Next ?><?cs call:hidden("next", Signin.Next) ?><?cs /if ?>
<?cs call:passkey_get(T.Signin.Device) ?>
</form>
<?cs if:Page.Demo ?><p class="govuk-body"><?cs var:T.Signin.SoftHint ?></p>
<?cs call:row_open() ?><?cs call:link_button(Signin.Soft, T.Signin.Soft, "secondary") ?><?cs call:link_button(Signin.Login, T.Signin.Other, "secondary") ?><?cs call:row_close() ?><?cs else ?><?cs call:row_open() ?><?cs call:link_button(Signin.Login, T.Signin.Other, "secondary") ?><?cs call:row_close() ?><?cs /if ?>
<?cs else ?>
<p class="govuk-body"><?cs var:T.Signin.Intro ?></p>
<form method="post" action="<?cs var:Signin.Login ?>" novalidate>
<?cs call:tokens() ?><?cs if:Signin.Next ?><?cs call:hidden("next", Signin.Next) ?><?cs /if ?>
<?cs call:input("person", "text", "username", "20") ?>
<?cs call:row_open() ?><?cs call:button(T.Signin.Go) ?><?cs call:row_close() ?>
</form>
<?cs /if ?>
<?cs /def ?>
<?cs set:Page.Script.webauthn = "1" ?>
<?cs include!"layout/base.cs" ?>
