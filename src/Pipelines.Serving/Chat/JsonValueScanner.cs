namespace Pipelines.Serving;

/// <summary>Finds the end of a value of JSON, character by character: its strings and brackets are followed, no more.</summary>
internal sealed class JsonValueScanner
{
    private readonly Stack<char> closing = [];
    private bool isBegun, isString, isEscaped;

    /// <summary>What a character is to the value.</summary>
    public enum Step
    {
        /// <summary>Part of it, and it goes on.</summary>
        Inside,

        /// <summary>Its last.</summary>
        Last,

        /// <summary>The first that is no part of it: a number or a word ends where something else begins.</summary>
        Beyond,

        /// <summary>Nothing that JSON has there.</summary>
        Wrong,
    }

    public Step Take(char character)
    {
        if (isString) return TakeInString(character);
        switch (character)
        {
            case '"' when !isBegun || closing.Count > 0:
                isString = isBegun = true;
                return Step.Inside;
            case '{' or '[' when !isBegun || closing.Count > 0:
                closing.Push(character == '{' ? '}' : ']');
                isBegun = true;
                return Step.Inside;
            case '}' or ']' when closing.Count > 0:
                if (closing.Pop() != character) return Step.Wrong;
                return closing.Count == 0 ? Step.Last : Step.Inside;
            case ' ' or '\t' or '\r' or '\n' or ',' or ':' when closing.Count > 0:
                return Step.Inside;
            case (>= '0' and <= '9') or (>= 'a' and <= 'z') or 'E' or '+' or '-' or '.':
                isBegun = true;
                return Step.Inside;
            default:
                return isBegun && closing.Count == 0 ? Step.Beyond : Step.Wrong;
        }
    }

    private Step TakeInString(char character)
    {
        if (character < ' ') return Step.Wrong;
        if (isEscaped) isEscaped = false;
        else if (character == '\\') isEscaped = true;
        else if (character == '"')
        {
            isString = false;
            if (closing.Count == 0) return Step.Last;
        }

        return Step.Inside;
    }
}
