"""Ctrl-G: an answer written in an editor of one's own, in a real pseudo-terminal."""


def test_a_long_answer_is_written_in_an_editor(terminal, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\n(echo \'It cuts the gradient.\'; cat "$1") > "$1.new" && mv "$1.new" "$1"\n'
    )
    editor.chmod(0o755)
    child = terminal.practise("--type", "short", "--lang", "en", EDITOR=str(editor), VISUAL="")
    child.expect("q quit")
    child.send("And more.\x07")
    child.expect("> It cuts the gradient. And more.")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert terminal.ended(child) == 130
    assert terminal.stats()["reviews"] == 1


def test_without_a_working_editor_the_answer_is_typed_here(terminal):
    child = terminal.practise("--type", "short", "--lang", "en", VISUAL="no-such-editor-at-all")
    child.expect("q quit")
    child.send("It cuts\x07")
    child.expect("no-such-editor-at-all did not end well")
    child.expect("It cuts")
    child.send(" the gradient.\r")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert terminal.ended(child) == 130


def test_ctrl_c_in_the_editor_is_the_editors(terminal, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text(
        '#!/bin/sh\ntrap \'echo "It cuts the gradient." > "$1"; exit 0\' INT\necho open\n'
        "while :; do sleep 0.1; done\n"
    )
    editor.chmod(0o755)
    child = terminal.practise("--type", "short", "--lang", "en", EDITOR=str(editor), VISUAL="")
    child.expect("q quit")
    child.send("\x07")
    child.expect("open")
    child.send("\x03")
    child.expect("> It cuts the gradient.")
    child.expect("Points made")
    child.expect("q quit")
    child.send("\x03")

    assert terminal.ended(child) == 130
    assert terminal.stats()["reviews"] == 1
