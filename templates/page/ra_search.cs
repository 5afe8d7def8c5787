<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Menu.Find ?></h1></div>
<form method="get" action="/ra/cert" novalidate><div class="govuk-form-group"><label class="govuk-label" for="f-q"><?cs var:T.Ra.Search.Label ?></label><div class="govuk-hint" id="f-q-hint"><?cs var:T.Ra.Search.Hint ?></div><input class="govuk-input govuk-input--width-30" id="f-q" name="q" type="search" spellcheck="false" aria-describedby="f-q-hint" value="<?cs var:Q ?>"></div><?cs call:button(T.Frame.Find) ?></form>
<?cs if:subcount(Cert) > #0 ?>
<?cs call:table_open(T.Menu.Find) ?><?cs call:th(T.Ra.Cert.Serial) ?><?cs call:th(T.Ra.Cert.Name) ?><?cs call:th(T.Ra.Product) ?><?cs call:th(T.Ra.Cert.State) ?><?cs call:th(T.Ra.Cert.Until) ?><?cs call:table_rows() ?>
<?cs each:c = Cert ?><?cs call:tr() ?><td data-l="<?cs var:T.Ra.Cert.Serial ?>"><span class="mono"><a class="govuk-link" href="<?cs var:url_validate(c.Href) ?>"><?cs var:c.Serial ?></a></span></td><?cs call:td(T.Ra.Cert.Name, c.Name) ?><?cs call:td(T.Ra.Product, T.Product[c.Product].Name) ?><?cs call:td_cert(T.Ra.Cert.State, c.State) ?><?cs call:td_when(T.Ra.Cert.Until, c.Until) ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?>
<?cs if:Pager.Next ?><nav class="pager" aria-label="<?cs var:T.Part.Pages ?>"><a class="govuk-link" rel="next" href="<?cs var:url_validate(Pager.Next) ?><?cs var:url_escape(Q) ?>"><?cs var:T.Part.NextPage ?></a></nav><?cs /if ?>
<?cs elif:Q ?><?cs call:empty(T.Ra.Search.None) ?><?cs /if ?>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
