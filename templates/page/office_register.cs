<?cs include!"part/macros.cs" ?>
<?cs include!"part/office.cs" ?>
<?cs include!"part/person.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Register.Title ?></h1>
<?cs call:op_facts() ?>
<?cs if:Register.Link ?>
<p class="govuk-body" id="f-sign"><?cs var:T.Register.Intro ?></p>
<?cs call:row_open() ?><a class="govuk-button" role="button" draggable="false" href="<?cs var:url_validate(Register.Link) ?>"><?cs var:T.Register.Go ?></a><?cs call:row_close() ?>
<?cs elif:Op.State == "active" ?><?cs call:notice("good", T.Register.Active) ?><?cs call:row_open() ?><?cs call:link_button("/admin/login", T.Register.Login, "") ?><?cs call:row_close() ?>
<?cs elif:Op.State == "withdrawn" ?><?cs call:notice("warn", T.Register.Withdrawn) ?>
<?cs else ?>
<?cs call:fingerprint(T.Register.KeyHint) ?>
<?cs if:Paper.Link ?><p class="govuk-body" id="f-sign"><?cs var:T.Register.SignHint ?></p>
<?cs call:row_open() ?><a class="govuk-button" role="button" draggable="false" href="<?cs var:url_validate(Paper.Link) ?>"><?cs var:T.Register.Sign ?></a><?cs call:row_close() ?>
<?cs elif:Register.Signed && Paper.State != "refused" ?><?cs if:Register.Alone ?><?cs call:notice("info", T.Register.WaitAlone) ?><?cs else ?><?cs call:notice("info", T.Register.Wait) ?><?cs /if ?>
<?cs else ?><?cs call:paper_says(Paper) ?><?cs /if ?>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
