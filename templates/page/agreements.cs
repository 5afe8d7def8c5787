<?cs include!"part/macros.cs" ?>
<?cs def:standing(s) ?><?cs if:s == "now" ?><?cs call:badge("green", T.Agreements.Standing.now) ?><?cs elif:s == "later" ?><?cs call:badge("yellow", T.Agreements.Standing.later) ?><?cs else ?><?cs call:badge("grey", T.Agreements.Standing.past) ?><?cs /if ?><?cs /def ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.Agreements.Title ?></h1>
<p class="govuk-body"><?cs var:T.Agreements.Intro ?></p>
<?cs if:subcount(Docs) == #0 ?><?cs call:empty(T.Agreements.Empty) ?><?cs /if ?>
<?cs each:d = Docs ?>
<section class="revs" id="<?cs var:d.Kind ?>"><h2 class="govuk-heading-m"><?cs var:T.Agreements.Kind[d.Kind] ?></h2>
<?cs call:table_open(d.Title) ?><?cs call:th(T.Agreements.Number) ?><?cs call:th(T.Agreements.Text) ?><?cs call:th(T.Agreements.State) ?><?cs call:th(T.Agreements.Effective) ?><?cs call:th(T.Agreements.Changes) ?><?cs call:table_rows() ?>
<?cs each:r = d.Rev ?><?cs call:tr() ?><?cs call:td_num(T.Agreements.Number, r.Number) ?><?cs call:td_open(T.Agreements.Text) ?><a class="govuk-link" href="/agreements/<?cs var:d.Kind ?>/<?cs var:r.Number ?>"><?cs var:r.Title ?></a><?cs call:td_close() ?><?cs call:td_open(T.Agreements.State) ?><?cs call:standing(r.Standing) ?><?cs call:td_close() ?><?cs call:td_when(T.Agreements.Effective, r.Effective) ?><?cs call:td_open(T.Agreements.Changes) ?><?cs if:r.Before ?><a class="govuk-link" href="/agreements/<?cs var:d.Kind ?>/diff/<?cs var:r.Before ?>..<?cs var:r.Number ?>"><?cs var:T.Agreements.Compare ?> <?cs var:r.Before ?></a><?cs else ?><span class="nil"><?cs var:T.Agreements.First ?></span><?cs /if ?><?cs call:td_close() ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?></section>
<?cs /each ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
