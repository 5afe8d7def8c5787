<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<h1 class="govuk-heading-xl"><?cs var:T.Home.Title ?></h1>
<p class="govuk-body-l"><?cs var:T.Home.Intro ?></p>
<h2 class="govuk-heading-m"><?cs var:T.Home.Apply ?></h2>
<ul class="cards">
<?cs each:p = Product ?><li class="card"><h3><a class="govuk-link" href="/apply/new/<?cs var:url_escape(p.Code) ?>"><?cs var:T.Product[p.Code].Name ?></a></h3><p><?cs var:T.Product[p.Code].About ?></p></li><?cs /each ?>
</ul>
<h2 class="govuk-heading-m"><?cs var:T.Home.Help ?></h2>
<ul class="cards">
<li class="card"><h3><a class="govuk-link" href="/suspend"><?cs var:T.Nav.Suspend ?></a></h3><p><?cs var:T.Home.Suspend ?></p></li>
<li class="card"><h3><a class="govuk-link" href="/revoke"><?cs var:T.Nav.Revoke ?></a></h3><p><?cs var:T.Home.Revoke ?></p></li>
<li class="card"><h3><a class="govuk-link" href="/my"><?cs var:T.Nav.My ?></a></h3><p><?cs var:T.Home.My ?></p></li>
</ul>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
