namespace Pipelines.Serving;

/// <summary>Holds the tools of a request to what can be written and called.</summary>
internal static class OfferedTools
{
    private const int LongestName = 64;

    /// <exception cref="RequestException">a name is wrong or there twice, or the tool that must be called is not offered</exception>
    public static void Check(ChatRequest request)
    {
        var names = new HashSet<string>();
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var name = request.Tools[i].Name;
            var field = $"tools[{i}].function.name";
            if (name.Length is 0 or > LongestName || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
                throw new RequestException(
                    field, $"a tool's name has 1 to {LongestName} letters, digits, '_', '-' and '.' of ASCII; found '{name}'");
            if (!names.Add(name)) throw new RequestException(field, $"there are two tools of the name '{name}'");
        }

        if (request.ToolChoice.Name is { } chosen && !names.Contains(chosen))
            throw new RequestException(
                "tool_choice.function.name",
                $"there is no tool '{chosen}'" + (names.Count > 0 ? $"; there are {string.Join(", ", names)}" : ": no tools are given"));
        if (request.ToolChoice == ToolChoice.Required && names.Count == 0)
            throw new RequestException("tool_choice", "a call is required and no tools are given");
    }
}
