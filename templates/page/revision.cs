<?cs include!"part/macros.cs" ?>
<?cs include!"part/document.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:Doc.Title ?></h1>
<?cs if:Doc.Other ?><?cs call:notice("info", T.Agreements.Other) ?><?cs /if ?>
<?cs if:Doc.Standing == "past" ?><?cs call:notice_open("warn") ?><p><?cs var:T.Agreements.IsPast ?><?cs if:Doc.InForce ?> <a class="govuk-link" href="/agreements/<?cs var:Doc.Kind ?>/<?cs var:Doc.InForce ?>"><?cs var:T.Agreements.InForce ?> <?cs var:Doc.InForce ?></a><?cs /if ?></p><?cs call:notice_close() ?><?cs elif:Doc.Standing == "later" ?><?cs call:notice_open("info") ?><p><?cs var:T.Agreements.IsLater ?> <?cs call:when(Doc.Effective) ?></p><?cs call:notice_close() ?><?cs /if ?>
<?cs if:subcount(Clause) > #0 ?><section class="key"><h2><?cs var:T.Agreements.Key ?></h2><ol><?cs each:c = Clause ?><li><?cs if:c.Heading ?><strong><?cs var:c.Heading ?></strong> <?cs /if ?><?cs var:c.Text ?> <a class="govuk-link" href="#<?cs var:c.Anchor ?>"><?cs var:T.Agreements.Where ?></a></li><?cs /each ?></ol></section><?cs /if ?>
<?cs call:document() ?>
<?cs call:row_open() ?><?cs if:Doc.Before ?><a class="govuk-button govuk-button--secondary" href="/agreements/<?cs var:Doc.Kind ?>/diff/<?cs var:Doc.Before ?>..<?cs var:Doc.Number ?>" role="button" draggable="false"><?cs var:T.Agreements.Compare ?> <?cs var:Doc.Before ?></a><?cs /if ?><?cs call:link_button("/agreements", T.Agreements.All, "secondary") ?><?cs call:row_close() ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
