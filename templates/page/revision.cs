<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:Doc.Title ?></h1>
<?cs if:Doc.Other ?><?cs call:notice("info", T.Agreements.Other) ?><?cs /if ?>
<?cs if:Doc.Standing == "past" ?><?cs call:notice_open("warn") ?><p><?cs var:T.Agreements.IsPast ?><?cs if:Doc.InForce ?> <a class="govuk-link" href="/agreements/<?cs var:Doc.Kind ?>/<?cs var:Doc.InForce ?>"><?cs var:T.Agreements.InForce ?> <?cs var:Doc.InForce ?></a><?cs /if ?></p><?cs call:notice_close() ?><?cs elif:Doc.Standing == "later" ?><?cs call:notice_open("info") ?><p><?cs var:T.Agreements.IsLater ?> <?cs call:when(Doc.Effective) ?></p><?cs call:notice_close() ?><?cs /if ?>
<?cs call:document_facts() ?>
<?cs call:document_clauses() ?>
<article class="doc whole" lang="<?cs var:Doc.Language ?>"><?cs call:document_html() ?></article>
<?cs call:kv_open() ?><?cs call:kv_when(T.Agreements.Published, Doc.Published) ?><?cs call:kv_when(T.Agreements.Effective, Doc.Effective) ?><?cs call:kv_mono("SHA-256", Doc.Sha256) ?><?cs call:kv_mono("SM3", Doc.Sm3) ?><?cs call:kv_close() ?>
<?cs call:row_open() ?><?cs if:Doc.Before ?><a class="govuk-button govuk-button--secondary" href="/agreements/<?cs var:Doc.Kind ?>/diff/<?cs var:Doc.Before ?>..<?cs var:Doc.Number ?>" role="button" draggable="false"><?cs var:T.Agreements.Compare ?> <?cs var:Doc.Before ?></a><?cs /if ?><?cs call:link_button("/agreements", T.Agreements.All, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
