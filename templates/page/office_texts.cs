<?cs include!"part/macros.cs" ?>
<?cs def:revision(label, l) ?><?cs call:td_open(label) ?><?cs if:l.Id ?><a class="govuk-link" href="/admin/agreements/<?cs var:l.Id ?>"><?cs var:l.Label ?></a> <?cs call:when(l.Effective) ?><?cs else ?><span class="nil"><?cs var:T.Office.None ?></span><?cs /if ?><?cs call:td_close() ?><?cs /def ?>
<?cs def:open_form(kind, language, word) ?><form class="bare" method="post" action="/admin/agreements/open/<?cs var:kind ?>/<?cs var:language ?>"><?cs call:tokens() ?><button class="tool" type="submit"><?cs var:T.Office.Begin ?><span class="vh"> <?cs var:T.Office.Kind[kind] ?> <?cs var:T.Office.Language[word] ?></span></button></form><?cs /def ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Office.Texts ?></h1></div>
<p class="govuk-body"><?cs var:T.Office.TextsIntro ?></p>
<?cs each:k = Kind ?><section class="pn textkind" aria-labelledby="k-<?cs var:k.Word ?>"><h2 id="k-<?cs var:k.Word ?>"><?cs var:T.Office.Kind[k.Word] ?></h2>
<?cs call:table_open(T.Office.Kind[k.Word]) ?><?cs call:th(T.Office.Col.Language) ?><?cs call:th(T.Office.Col.Now) ?><?cs call:th(T.Office.Col.Then) ?><?cs call:th(T.Office.Col.Open) ?><?cs call:table_rows() ?>
<?cs each:r = k.Row ?><?cs call:tr() ?><?cs call:td(T.Office.Col.Language, T.Office.Language[r.Word]) ?><?cs call:revision(T.Office.Col.Now, r.Now) ?><?cs call:revision(T.Office.Col.Then, r.Then) ?>
<?cs call:td_open(T.Office.Col.Open) ?><?cs if:r.Open.Id ?><a class="govuk-link" href="/admin/agreements/<?cs var:r.Open.Id ?><?cs if:r.Open.State == "draft" && Can.Edit ?>/edit<?cs /if ?>"><?cs var:r.Open.Label ?></a> <?cs if:r.Open.State == "signing" ?><?cs call:badge("yellow", T.Office.State.signing) ?><?cs else ?><?cs call:badge("grey", T.Office.State.draft) ?><?cs /if ?><?cs elif:Can.Edit ?><?cs call:open_form(k.Word, r.Language, r.Word) ?><?cs else ?><span class="nil"><?cs var:T.Office.None ?></span><?cs /if ?><?cs call:td_close() ?>
<?cs call:tr_close() ?><?cs /each ?><?cs call:table_close() ?></section>
<?cs /each ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
