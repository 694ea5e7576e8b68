using System.Text;
using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>
/// Reads one call of a tool, an object of JSON with a name and arguments in either order, character by character. Arguments are given as
/// soon as the name is known; those that are written as a string of JSON when they are complete.
/// </summary>
/// <param name="tools">the tools that may be called</param>
internal sealed class CallReader(IReadOnlySet<string> tools)
{
    private readonly StringBuilder raw = new(), early = new();
    private JsonValueScanner value = new();
    private Place place;
    private string key = "";
    private bool hasArguments;

    private enum Place
    {
        Start,
        Key,
        InKey,
        Colon,
        Value,
        InValue,
        After,
    }

    /// <summary>The tool; null until it is known.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether it is a call for certain: its name is known, and its arguments have begun.</summary>
    public bool IsBegun => Name is not null && hasArguments;

    /// <summary>Whether the object has ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes the next character.</summary>
    /// <param name="character">the character</param>
    /// <param name="arguments">is given what is known of the arguments' text</param>
    /// <returns>false where no call goes on like this</returns>
    public bool Take(char character, StringBuilder arguments)
    {
        if (character is ' ' or '\t' or '\r' or '\n' && place is not (Place.InKey or Place.InValue)) return true;
        var goesOn = place switch
        {
            Place.Start => Expect('{', Place.Key),
            Place.Key => character == '"' && TakeKey(),
            Place.InKey => TakeKey(),
            Place.Colon => Expect(':', Place.Value),
            Place.Value => BeginValue(character),
            Place.InValue => TakeValue(character),
            _ => TakeAfter(character),
        };
        if (!IsBegun || early.Length == 0) return goesOn;
        arguments.Append(early);
        early.Clear();
        return goesOn;

        bool Expect(char sign, Place next)
        {
            place = next;
            return character == sign;
        }

        bool TakeKey()
        {
            if (place != Place.InKey) (place, value) = (Place.InKey, new JsonValueScanner());
            raw.Append(character);
            var step = value.Take(character);
            if (step != JsonValueScanner.Step.Last) return step == JsonValueScanner.Step.Inside;
            place = Place.Colon;
            return Text() is { } text && (key = text) is "name" or "arguments" or "parameters" or "id" or "type";
        }
    }

    private bool BeginValue(char character)
    {
        (place, value) = (Place.InValue, new JsonValueScanner());
        if (key is "arguments" or "parameters")
        {
            if (hasArguments || character is not ('{' or '"')) return false;
            if (character == '{') hasArguments = true;
        }

        return TakeValue(character);
    }

    private bool TakeValue(char character)
    {
        var step = value.Take(character);
        if (step == JsonValueScanner.Step.Wrong) return false;
        if (step == JsonValueScanner.Step.Beyond) return EndValue() && TakeAfter(character);
        if (key is "arguments" or "parameters" && hasArguments) early.Append(character);
        else raw.Append(character);
        return step == JsonValueScanner.Step.Inside || EndValue();
    }

    private bool EndValue()
    {
        place = Place.After;
        switch (key)
        {
            case "name":
                var name = Text();
                if (Name is not null || name is null || !tools.Contains(name)) return false;
                Name = name;
                return true;
            case "arguments" or "parameters" when !hasArguments:
                if (Text() is not { } text) return false;
                early.Append(text);
                return hasArguments = true;
            default:
                raw.Clear();
                return true;
        }
    }

    private bool TakeAfter(char character)
    {
        if (character is ' ' or '\t' or '\r' or '\n') return true;
        if (character == ',')
        {
            place = Place.Key;
            return true;
        }

        IsComplete = character == '}' && IsBegun;
        return IsComplete;
    }

    /// <summary>The string of JSON that was read; null where it is none.</summary>
    private string? Text()
    {
        var json = raw.ToString();
        raw.Clear();
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null; // half a surrogate pair, or an escape that there is not
        }
    }
}
