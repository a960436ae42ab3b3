"""Issued papers and their register."""

from django.urls import path

from . import views

app_name = "papers"

urlpatterns = [
    path("", views.register, name="register"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/docx/", views.docx, name="docx"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
]
