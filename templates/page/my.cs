<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-l"><?cs var:T.My.Title ?></h1>
<?cs if:subcount(Todo) > #0 ?>
<h2 class="govuk-heading-m"><?cs var:T.My.Todo ?></h2>
<ul class="cards"><?cs each:a = Todo ?><li class="card"><h3><a class="govuk-link" href="<?cs var:url_validate(a.Href) ?>"><?cs var:T.My[a.Act] ?></a> <?cs call:state(a.State) ?></h3><p><?cs var:T.Product[a.Product].Name ?><?cs if:a.Name ?> · <?cs var:a.Name ?><?cs /if ?><?cs if:a.No ?> · <span class="num"><?cs var:a.No ?></span><?cs /if ?></p></li><?cs /each ?></ul>
<?cs /if ?>
<h2 class="govuk-heading-m"><?cs var:T.My.Apps ?></h2>
<?cs if:subcount(App) > #0 ?>
<?cs call:table_open(T.My.Apps) ?><?cs call:th(T.My.No) ?><?cs call:th(T.My.Product) ?><?cs call:th(T.My.Name) ?><?cs call:th(T.My.State) ?><?cs call:th(T.My.Moved) ?><?cs call:table_rows() ?>
<?cs each:a = App ?><?cs call:tr() ?><?cs if:a.No ?><?cs call:td_link(T.My.No, "/apply/" + a.Id, a.No) ?><?cs else ?><?cs call:td_link(T.My.No, "/apply/" + a.Id, T.My.Unsent) ?><?cs /if ?><?cs call:td(T.My.Product, T.Product[a.Product].Name) ?><?cs call:td(T.My.Name, a.Name) ?><?cs call:td_state(T.My.State, a.State) ?><?cs call:td_when(T.My.Moved, a.Moved) ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?><?cs call:pager() ?>
<?cs else ?>
<?cs call:empty(T.My.Empty) ?>
<?cs /if ?>
<p><?cs call:link_button("/#do", T.My.Start, "") ?></p>
<?cs if:subcount(Cert) > #0 ?>
<h2 class="govuk-heading-m"><?cs var:T.My.Certs ?></h2>
<?cs call:table_open(T.My.Certs) ?><?cs call:th(T.My.Serial) ?><?cs call:th(T.My.Name) ?><?cs call:th(T.My.State) ?><?cs call:th(T.My.Until) ?><?cs call:table_rows() ?>
<?cs each:c = Cert ?><?cs call:tr() ?><?cs call:td_open(T.My.Serial) ?><a class="govuk-link mono" href="/cert/<?cs var:url_escape(c.Serial) ?>"><?cs var:c.Serial ?></a><?cs call:td_close() ?><?cs call:td(T.My.Name, c.Name) ?><?cs call:td_cert(T.My.State, c.State) ?><?cs call:td_when(T.My.Until, c.Until) ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?><?cs set:Pager.First = Certs.First ?><?cs set:Pager.Next = Certs.Next ?><?cs call:pager() ?>
<?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
