"""Addresses of this room."""

from django.urls import path

from accounts.views import (
    app,
    calls,
    certificate,
    codeword,
    confirming,
    passkeys,
    recovering,
    recovery_codes,
    registering,
    security,
    signing_in,
    staying,
    without_card,
)

app_name = "accounts"
urlpatterns = [
    path("register/", registering.register, name="register"),
    path("register/code/", registering.register_code, name="register-code"),
    path("register/password/", registering.register_password, name="register-password"),
    path("register/done/", registering.registered, name="registered"),
    path("register/without-a-card/", without_card.register, name="cardless"),
    path("register/without-a-card/code/", without_card.code, name="cardless-code"),
    path("register/without-a-card/name/", without_card.name, name="cardless-name"),
    path("register/without-a-card/done/", without_card.done, name="cardless-done"),
    path("agreements/<slug:slug>/", without_card.agreement, name="agreement"),
    path(
        "agreements/<slug:slug>/<int:version>/", without_card.agreement, name="agreement-version"
    ),
    path("recover/", recovering.recover, name="recover"),
    path("recover/code/", recovering.recover_code, name="recover-code"),
    path("recover/proof/", recovering.recover_proof, name="recover-proof"),
    path("recover/password/", recovering.recover_password, name="recover-password"),
    path("recover/done/", recovering.recovered, name="recovered"),
    path("sign-in/", signing_in.sign_in_page, name="sign-in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign-in-code"),
    path("sign-in/recovery-code/", signing_in.sign_in_recovery_code, name="sign-in-recovery-code"),
    path("sign-in/certificate/", certificate.certificate_agreement, name="certificate"),
    path(
        "sign-in/certificate/signature/",
        certificate.certificate_signature,
        name="certificate-signature",
    ),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("my/visit/", staying.stay, name="stay"),
    path("my/security/", security.security, name="security"),
    path("my/security/log/", security.access, name="access-log"),
    path("my/security/password/", security.password, name="password"),
    path("my/security/codeword/", codeword.change, name="codeword"),
    path("my/security/app/", app.add, name="app"),
    path("my/security/app/off/", app.take_off, name="app-off"),
    path("my/security/passkeys/", passkeys.keys, name="passkeys"),
    path("my/security/passkeys/<uuid:passkey_id>/off/", passkeys.take_off, name="passkey-off"),
    path("my/security/recovery-codes/", recovery_codes.codes, name="recovery-codes"),
    path("my/security/visits/end/", security.end_others, name="end-others"),
    path("my/security/visits/<uuid:visit_id>/end/", security.end_one, name="end-visit"),
    path("my/security/not-me/", security.not_me, name="not-me"),
    path("my/calls/", calls.calling, name="calls"),
    path("my/confirm/<uuid:deed_id>/", confirming.confirm_deed, name="confirm"),
    path("help/codeword/", signing_in.codeword_help, name="codeword-help"),
]
