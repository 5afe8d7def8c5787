<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs def:content() ?>
<?cs call:text_head(T.Office.Draft) ?>
<?cs if:Conflict ?><?cs call:notice("warn", T.Office.ChangedHint) ?><?cs call:difference() ?><?cs /if ?>
<form class="bare whole" method="post" action="/admin/agreements/<?cs var:Text.Id ?>/edit" novalidate>
<?cs call:tokens() ?><?cs call:hidden("version", Text.Version) ?>
<div class="rv"><div class="card">
<?cs call:group_open("markdown") ?><?cs call:label("markdown") ?><?cs call:hint("markdown") ?><?cs call:fault("markdown") ?>
<textarea class="govuk-textarea md<?cs if:Form.markdown.Error ?> govuk-textarea--error<?cs /if ?>" id="f-markdown" name="markdown" rows="24" lang="<?cs var:Text.Language ?>"<?cs call:describes("markdown") ?>>
<?cs var:Form.markdown.Value ?></textarea><?cs call:group_close() ?>
<?cs call:row_open() ?><?cs call:button_as(T.Office.Save, "act", "save", "") ?><?cs call:button_as(T.Office.Preview, "act", "preview", "secondary") ?><?cs call:button_as(T.Office.Go, "act", "publish", "secondary") ?><?cs call:row_close() ?>
</div><div>
<?cs call:checks() ?>
<section class="pn" aria-label="<?cs var:T.Field.class.Label ?>"><div class="bd"><?cs call:radios("class", T.Office.Class) ?>
<p class="govuk-body"><?cs call:link("/admin/agreements/" + Text.Id + "/diff", T.Office.Diff) ?></p></div></section>
</div></div>
</form>
<?cs if:Preview ?><h2 class="govuk-heading-m" id="preview"><?cs var:T.Office.PreviewOf ?></h2><?cs if:Doc.Html ?><?cs call:text_body() ?><?cs else ?><?cs call:notice("warn", T.Office.CannotShow) ?><?cs /if ?><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
