<?cs include!"part/macros.cs" ?>
<?cs include!"part/ra.cs" ?>
<?cs def:content() ?>
<div class="hd"><h1><?cs var:T.Menu.Loss ?></h1></div>
<?cs call:tabs() ?>
<?cs if:subcount(Asked) > #0 ?>
<h2 class="govuk-heading-m"><?cs var:T.Ra.Loss.Asked ?></h2>
<?cs call:table_open(T.Ra.Loss.Asked) ?><?cs call:th(T.Ra.Cert.Serial) ?><?cs call:th(T.Ra.Cert.Name) ?><?cs call:th(T.Ra.Loss.Ground) ?><?cs call:th(T.Ra.Loss.Accepted) ?><?cs call:th(T.Ra.Left) ?><?cs call:table_rows() ?>
<?cs each:a = Asked ?><?cs call:tr() ?><td data-l="<?cs var:T.Ra.Cert.Serial ?>"><span class="mono"><a class="govuk-link" href="<?cs var:url_validate(a.Href) ?>"><?cs var:a.Serial ?></a></span></td><?cs call:td(T.Ra.Cert.Name, a.Name) ?><?cs call:td(T.Ra.Loss.Ground, T.Ra.Ground[a.Ground]) ?><?cs call:td_when(T.Ra.Loss.Accepted, a.Accepted) ?><?cs call:td_open(T.Ra.Left) ?><?cs call:remain(a) ?><?cs call:td_close() ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?>
<?cs /if ?>
<h2 class="govuk-heading-m"><?cs var:T.Ra.Loss.Holds ?></h2>
<?cs if:subcount(Hold) > #0 ?>
<?cs call:table_open(T.Ra.Loss.Holds) ?><?cs call:th(T.Ra.Cert.Serial) ?><?cs call:th(T.Ra.Cert.Name) ?><?cs call:th(T.Ra.Loss.State) ?><?cs call:th(T.Ra.Loss.Accepted) ?><?cs call:th(T.Ra.Loss.Effective) ?><?cs call:th(T.Ra.Loss.Expires) ?><?cs call:table_rows() ?>
<?cs each:h = Hold ?><?cs call:tr() ?><td data-l="<?cs var:T.Ra.Cert.Serial ?>"><span class="mono"><a class="govuk-link" href="<?cs var:url_validate(h.Href) ?>"><?cs var:h.Serial ?></a></span></td><?cs call:td(T.Ra.Cert.Name, h.Name) ?><?cs call:td_open(T.Ra.Loss.State) ?><?cs call:badge("yellow", T.Ra.HoldState[h.State]) ?><?cs call:td_close() ?><?cs call:td_when(T.Ra.Loss.Accepted, h.Accepted) ?><?cs call:td_when(T.Ra.Loss.Effective, h.Effective) ?><?cs call:td_when(T.Ra.Loss.Expires, h.Expires) ?><?cs call:tr_close() ?><?cs /each ?>
<?cs call:table_close() ?><?cs call:pager() ?>
<?cs else ?><?cs call:empty(T.Ra.Queue.Empty) ?><?cs /if ?>
<p class="govuk-hint"><?cs var:T.Ra.Queue.Refreshed ?> <?cs call:when(Page.Now) ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
