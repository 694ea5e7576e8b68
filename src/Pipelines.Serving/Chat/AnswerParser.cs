using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>
/// Tells text from calls of tools in an answer, as it is written: wherever the answer is cut into pieces, what is given joins to the same.
/// A call is told as soon as its name is known and its arguments begin; what only looks like one, or calls a tool that nobody offered,
/// is text. For one answer, and one thread at a time.
/// </summary>
public sealed class AnswerParser
{
    private readonly ToolCallSyntax syntax;
    private readonly IReadOnlySet<string> tools;
    private readonly ToldAnswer told = new();

    /// <summary>Characters of the answer of which it is not yet known what they belong to.</summary>
    private readonly StringBuilder held = new();

    private State state;
    private CallReader? call;
    private bool isList;

    /// <summary>How many of the held characters are text for certain should no call follow: up to the end of its mark.</summary>
    private int mark;

    /// <summary>Makes a reader.</summary>
    /// <param name="syntax">how calls are written</param>
    /// <param name="tools">the tools that may be called; without any, all is text</param>
    public AnswerParser(ToolCallSyntax syntax, IReadOnlySet<string> tools) => (this.syntax, this.tools) = (syntax, tools);

    private enum State
    {
        /// <summary>In text.</summary>
        Text,

        /// <summary>Behind a mark, or a comma: a call is to begin.</summary>
        Opened,

        /// <summary>In a call's JSON.</summary>
        Call,

        /// <summary>Behind a call's JSON.</summary>
        Called,
    }

    /// <summary>Whether a tool has been called.</summary>
    public bool HasCalls => told.HasCalls;

    /// <summary>The answer so far, as a message.</summary>
    public ChatMessage Message => told.Message;

    /// <summary>Takes the next piece of the answer.</summary>
    /// <returns>what is certain now</returns>
    public IReadOnlyList<ChatDelta> Push(string text)
    {
        if (tools.Count == 0) told.Content.Append(text);
        else
            foreach (var character in text) Take(character);
        return told.Take();
    }

    /// <summary>The answer is complete.</summary>
    /// <returns>what had been held back</returns>
    public IReadOnlyList<ChatDelta> Finish()
    {
        // What looked like the beginning of a call is none; the rest of it may look like another.
        while (state is State.Opened or State.Call && held.Length > 0) TakeBack();
        if (state == State.Text && !(HasCalls && IsBlank(held))) told.Content.Append(held);
        held.Clear();
        return told.Take();
    }

    private void Take(char character)
    {
        switch (state)
        {
            case State.Text:
                held.Append(character);
                TakeText(character);
                break;
            case State.Opened:
                held.Append(character);
                TakeOpened(character);
                break;
            case State.Call:
                if (!call!.IsBegun) held.Append(character);
                TakeCall(character);
                break;
            case State.Called:
                held.Append(character);
                TakeCalled(character);
                break;
        }
    }

    private void TakeText(char character)
    {
        if (syntax.Open.Length == 0 ? character == '{' && IsLineBegun() : EndsWith(syntax.Open))
        {
            var begin = held.Length - Math.Max(syntax.Open.Length, 1);
            if (begin > 0 && syntax != ToolCallSyntax.Listed && held[begin - 1] == '\n') begin--;
            if (!(HasCalls && IsBlank(held, begin))) told.Content.Append(held, 0, begin);
            held.Remove(0, begin);
            mark = held.Length;
            isList = false;
            state = State.Opened;
            if (syntax.Open.Length == 0) TakeOpened(character);
            return;
        }

        var certain = held.Length - CountPerhapsCall();
        if (HasCalls && IsBlank(held, certain)) return; // white space between calls, and behind them, is none of the text
        told.Content.Append(held, 0, certain);
        held.Remove(0, certain);
    }

    private void TakeOpened(char character)
    {
        if (IsWhiteSpace(character)) return;
        if (character == '[' && syntax == ToolCallSyntax.Listed && !isList) isList = true;
        else if (character == '{')
        {
            call = new CallReader(tools);
            state = State.Call;
            TakeCall(character);
        }
        else TakeBack();
    }

    private void TakeCall(char character)
    {
        var isNew = !call!.IsBegun;
        var goesOn = call.Take(character, told.Arguments);
        if (isNew && call.IsBegun)
        {
            told.Begin(call.Name!);
            held.Clear();
        }
        if (call.IsComplete) state = State.Called;
        if (goesOn && !call.IsComplete) return;
        if (call.IsBegun) told.GiveArguments();
        if (goesOn) return;
        if (!call.IsBegun) TakeBack();
        else
        {
            // What was told cannot be taken back; what follows is text.
            state = State.Text;
            held.Append(character);
            Again(from: 0);
        }
    }

    private void TakeCalled(char character)
    {
        if (syntax == ToolCallSyntax.Bare || (syntax == ToolCallSyntax.Listed && !isList)) state = State.Text;
        else if (held.Length == 1 && IsWhiteSpace(character)) held.Clear();
        else if (isList)
        {
            state = character == ',' ? State.Opened : State.Text;
            if (character is ',' or ']') held.Clear();
            mark = 0;
        }
        else if (held.Length == syntax.Close.Length && EndsWith(syntax.Close))
        {
            held.Clear();
            state = State.Text;
        }
        else if (held[^1] != syntax.Close[held.Length - 1]) state = State.Text;

        if (state == State.Text && held.Length > 0) Again(from: 0);
    }

    /// <summary>No call began: its mark is text, and what followed is looked at anew.</summary>
    private void TakeBack()
    {
        state = State.Text;
        told.Content.Append(held, 0, mark);
        Again(mark);
    }

    private void Again(int from)
    {
        var text = held.ToString(from, held.Length - from);
        held.Clear();
        foreach (var character in text) Take(character);
    }

    /// <summary>How many of the last held characters may belong to a call's mark.</summary>
    private int CountPerhapsCall()
    {
        if (syntax.Open.Length == 0) return EndsWith("\n") ? 1 : 0;
        for (var length = Math.Min(held.Length, syntax.Open.Length - 1); length > 0; length--)
            if (EndsWith(syntax.Open.AsSpan(0, length)))
                return length + (syntax == ToolCallSyntax.Tagged && held.Length > length && held[^(length + 1)] == '\n' ? 1 : 0);
        return syntax == ToolCallSyntax.Tagged && EndsWith("\n") ? 1 : 0;
    }

    /// <summary>Whether the character held last is the first of a line.</summary>
    private bool IsLineBegun() =>
        held.Length > 1 ? held[^2] == '\n' : told.IsEmpty;

    private bool EndsWith(ReadOnlySpan<char> end)
    {
        if (held.Length < end.Length) return false;
        for (var i = 0; i < end.Length; i++)
            if (held[held.Length - end.Length + i] != end[i]) return false;
        return true;
    }

    private static bool IsBlank(StringBuilder text, int length = int.MaxValue)
    {
        for (var i = 0; i < Math.Min(length, text.Length); i++)
            if (!IsWhiteSpace(text[i])) return false;
        return true;
    }

    private static bool IsWhiteSpace(char character) => character is ' ' or '\t' or '\r' or '\n';
}
