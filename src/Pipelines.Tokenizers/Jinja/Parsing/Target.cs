namespace Pipelines.Tokenizers.Jinja;

/// <summary>What a value is given to: a name, a member of a namespace, or several names that share a sequence.</summary>
internal abstract record Target
{
    /// <summary>Reads one, or several with commas between, perhaps in brackets.</summary>
    /// <param name="reader">the tokens</param>
    /// <param name="withMembers">whether <c>name.member</c> may be one</param>
    public static Target Read(TokenReader reader, bool withMembers = false)
    {
        var first = ReadOne(reader, withMembers);
        if (!reader.Current.IsSign(",")) return first;
        var targets = new List<Target> { first };
        while (reader.TakeSign(","))
        {
            if (reader.Current.IsName("in") || reader.Current.IsSign("=") || reader.Current.IsSign(")")) break;
            targets.Add(ReadOne(reader, withMembers: false));
        }

        return new Several(targets);
    }

    /// <summary>Gives it a value.</summary>
    public abstract void Assign(Frame frame, Value value);

    private static Target ReadOne(TokenReader reader, bool withMembers)
    {
        if (reader.TakeSign("("))
        {
            var inside = Read(reader);
            reader.ExpectSign(")");
            return inside;
        }

        var name = reader.ExpectAnyName("a name to give the value to");
        if (name is "true" or "false" or "none" or "True" or "False" or "None")
            throw reader.Wrong($"'{name}' is a value and cannot be given another");
        return withMembers && reader.TakeSign(".") ? new OfNamespace(name, reader.ExpectAnyName("a name behind '.'")) : new Named(name);
    }

    private sealed record Named(string Name) : Target
    {
        public override void Assign(Frame frame, Value value) => frame.Set(Name, value);
    }

    private sealed record OfNamespace(string Name, string Member) : Target
    {
        public override void Assign(Frame frame, Value value)
        {
            if (frame.Find(Name) is not NamespaceValue members)
                throw new JinjaException($"'{Name}.{Member}' cannot be set: '{Name}' is no namespace");
            members.Set(Member, value);
        }
    }

    private sealed record Several(IReadOnlyList<Target> Targets) : Target
    {
        public override void Assign(Frame frame, Value value)
        {
            var values = value.ItemsOrThrow().Take(Targets.Count + 1).ToList();
            if (values.Count != Targets.Count)
                throw new JinjaException(values.Count < Targets.Count
                    ? $"{Targets.Count} names were given {values.Count} values"
                    : $"{Targets.Count} names were given more values");
            for (var i = 0; i < values.Count; i++) Targets[i].Assign(frame, values[i]);
        }
    }
}
