<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs def:content() ?>
<?cs call:text_head(T.Office.Diff) ?>
<?cs if:Old.Say ?><p class="govuk-body"><?cs var:Old.Say ?></p><?cs call:difference() ?><?cs else ?><?cs call:notice("info", T.Office.NoOld) ?><?cs /if ?>
<?cs call:row_open() ?><?cs call:link_button("/admin/agreements/" + Text.Id, T.Office.ToText, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
