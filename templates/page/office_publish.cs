<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs def:content() ?>
<?cs call:text_head(T.Office.Publish) ?>
<?cs if:Bad ?><?cs call:notice("bad", T.Office.CannotPublish) ?><?cs call:checks() ?>
<?cs call:row_open() ?><?cs call:link_button("/admin/agreements/" + Text.Id + "/edit", T.Office.Edit, "") ?><?cs call:row_close() ?>
<?cs else ?>
<?cs if:subcount(Check) > #0 ?><?cs call:checks() ?><?cs /if ?>
<form method="get" action="/admin/agreements/<?cs var:Text.Id ?>/publish" novalidate>
<?cs call:input("effective", "date", "", "10") ?>
<?cs call:row_open() ?><button class="govuk-button govuk-button--secondary" type="submit"><?cs var:T.Office.ShowDay ?></button><?cs call:row_close() ?>
</form>
<?cs if:Publish.Day ?>
<form method="post" action="/admin/agreements/<?cs var:Text.Id ?>/publish" novalidate>
<?cs call:tokens() ?><?cs call:hidden("version", Text.Version) ?><?cs call:hidden("effective", Publish.Day) ?>
<h2 class="govuk-heading-m"><?cs var:T.Office.Say.Title ?></h2>
<ul class="govuk-list govuk-list--bullet">
<li><b><?cs var:Publish.What ?></b></li>
<li><?cs if:Publish.Today ?><?cs var:T.Office.Say.Today ?><?cs else ?><?cs var:Publish.From ?><?cs /if ?></li>
<li><?cs var:T.Office.Say[Text.Class] ?></li>
<li><?cs var:T.Office.Say.Clauses ?> <b class="num"><?cs var:Publish.Clauses ?></b></li>
<li><?cs var:T.Office.Say.Digest ?> <span class="mono"><?cs var:Publish.Digest ?></span></li>
<li><?cs var:Publish.Sign ?></li>
<li><?cs var:T.Office.Say.Ever ?></li>
</ul>
<?cs call:input("number", "number", "", "4") ?>
<?cs call:row_open() ?><?cs call:button(T.Office.Propose) ?><?cs call:link_button("/admin/agreements/" + Text.Id + "/edit", T.Office.BackToDraft, "secondary") ?><?cs call:row_close() ?>
</form>
<?cs /if ?><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
