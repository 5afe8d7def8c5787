<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:content() ?>
<?cs call:apply_top(#3) ?>
<h1 class="govuk-heading-l"><?cs var:T.MailPage.Title ?></h1>
<?cs if:Mail.Proven ?>
<?cs call:notice_open("good") ?><p><?cs var:T.MailPage.Proven ?> <b class="mono"><?cs var:Mail.To ?></b></p><?cs call:notice_close() ?>
<form method="post" action="/apply/<?cs var:App.Id ?>/email"><?cs call:apply_hidden() ?><?cs call:row_open() ?><?cs call:button(T.Draft.Continue) ?><?cs call:link_button("/my", T.Draft.Leave, "secondary") ?><?cs call:row_close() ?></form>
<?cs else ?>
<p class="govuk-body"><?cs var:T.MailPage.Intro ?></p>
<form method="post" action="/apply/<?cs var:App.Id ?>/email" novalidate>
<?cs call:apply_hidden() ?>
<p class="govuk-body"><?cs var:T.MailPage.To ?> <b class="mono"><?cs var:Mail.To ?></b> <a class="govuk-link" href="/apply/<?cs var:App.Id ?>/subject<?cs if:App.Back == "check" ?>?back=check<?cs /if ?>"><?cs var:T.MailPage.Other ?></a></p>
<?cs call:row_open() ?><?cs call:button_as(T.MailPage.Send, "act", "send", "secondary") ?><?cs call:row_close() ?>
</form>
<form method="post" action="/apply/<?cs var:App.Id ?>/email" novalidate>
<?cs call:apply_hidden() ?><?cs call:input("mail_code", "code", "", "10") ?>
<?cs call:row_open() ?><?cs call:button_as(T.MailPage.Take, "act", "take", "") ?><?cs if:App.Back == "check" ?><?cs call:link_button("/apply/" + App.Id + "/check", T.MailPage.Later, "secondary") ?><?cs else ?><?cs call:link_button("/apply/" + App.Id + "/identity", T.MailPage.Later, "secondary") ?><?cs /if ?><?cs call:row_close() ?>
</form>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
