<?cs include!"part/macros.cs" ?>
<?cs include!"part/apply.cs" ?>
<?cs def:part_of(name) ?><li><a class="govuk-link" href="/apply/<?cs var:App.Id ?>/<?cs var:name ?>?back=check"><?cs var:T.Check.Part[name] ?></a></li><?cs /def ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Fix.Title ?> <span class="num nil"><?cs var:App.No ?></span></h1>
<?cs call:notice_open("warn") ?><p><b><?cs var:T.Fix.Reason ?></b></p><p class="lines"><?cs var:App.Reason ?></p><?cs call:notice_close() ?>
<p class="govuk-body"><?cs var:T.Fix.Parts ?></p>
<ul class="govuk-list govuk-list--bullet"><?cs call:part_of("subject") ?><?cs call:part_of("identity") ?><?cs call:part_of("key") ?><?cs call:part_of("materials") ?></ul>
<?cs call:row_open() ?><?cs call:link_button("/apply/" + App.Id + "/check", T.Fix.Send, "") ?><?cs if:Can.Withdraw ?><?cs call:link_button("/apply/" + App.Id + "/withdraw", T.Case.Withdraw, "warning-outline") ?><?cs /if ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
