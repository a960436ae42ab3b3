"""Files of persons, composition of bodies, proposals."""

from django.urls import URLPattern, URLResolver, include, path

from .views import composition, own, papers, persons

app_name = "personnel"

OWN = [  # apart from the errand “Personnel”: everybody has these pages
    path("", own.mine, name="file"),
    path("edit/", own.correct, name="edit"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", composition.home, name="home"),
    path("proposals/", include("personnel.urls_proposals")),
    # one's own file
    path("mine/", include((OWN, "mine"))),
    # persons' files
    path("people/", persons.person_list, name="people"),
    path("people/<int:pk>/", persons.person, name="person"),
    path("people/<int:pk>/details/", persons.details, name="person_details"),
    path("people/<int:pk>/edit/", persons.edit, name="person_edit"),
    path("people/<int:pk>/log/", persons.log, name="person_log"),
    path("people/<int:pk>/corrections/<int:change>/", persons.answer, name="person_answer"),
    path("people/<int:pk>/papers/", papers.papers, name="person_papers"),
    path("people/<int:pk>/papers/<int:paper>/file/", papers.attachment, name="person_paper_file"),
    path(
        "people/<int:pk>/papers/<int:paper>/withdraw/",
        papers.withdraw,
        name="person_paper_withdraw",
    ),
    path("people/<int:pk>/discipline/new/", papers.discipline, name="discipline_new"),
    path("people/<int:pk>/discipline/<int:discipline>/", papers.discipline, name="discipline"),
    path("people/<int:pk>/relatives/new/", papers.kinship, name="kinship_new"),
    path(
        "people/<int:pk>/relatives/<int:kinship>/remove/",
        papers.kinship_remove,
        name="kinship_remove",
    ),
    # composition of bodies
    path("bodies/", composition.bodies, name="bodies"),
    path("bodies/<str:code>/", composition.body, name="body"),
    path("bodies/<str:code>/table/", composition.composition_sheet, name="body_sheet"),
    path("bodies/<str:code>/brief-list/", composition.brief_list, name="body_brief_list"),
    path("bodies/<str:code>/targets/new/", composition.target, name="target_new"),
    path("bodies/<str:code>/targets/<int:target>/", composition.target, name="target"),
    path(
        "bodies/<str:code>/targets/<int:target>/remove/",
        composition.target_remove,
        name="target_remove",
    ),
]
