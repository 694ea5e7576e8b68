using System.Runtime.CompilerServices;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Reads a template's text, outputs and statements.</summary>
internal sealed class TemplateParser
{
    private static readonly string[] Known = ["if", "for", "set", "macro", "generation", "raw", "break", "continue"];

    private static readonly string[] Continuations = ["elif", "else", "endif", "endfor", "endset", "endmacro", "endgeneration", "endraw"];

    private readonly TokenReader reader;
    private readonly ExpressionParser expressions;
    private int loops;
    private int captures;

    private TemplateParser(TokenReader reader) => (this.reader, expressions) = (reader, new ExpressionParser(reader));

    /// <summary>Whether it has a <c>generation</c> tag.</summary>
    public bool HasGeneration { get; private set; }

    /// <summary>The template as statements, and whether a <c>generation</c> tag is among them.</summary>
    /// <exception cref="JinjaException">not well-formed, or a construct that is not known</exception>
    public static (Block Body, bool HasGeneration) Read(string source)
    {
        var parser = new TemplateParser(new TokenReader(TemplateLexer.Read(source)));
        var body = parser.ReadBlock("", 0);
        return (body, parser.HasGeneration);
    }

    /// <summary>Reads up to a tag that begins with one of the words, and that word's tag up to behind it.</summary>
    /// <param name="opened">the tag that is open; nothing for the template</param>
    /// <param name="openedLine">its line</param>
    /// <param name="ends">the words that may come then; none for the template's end</param>
    private Block ReadBlock(string opened, int openedLine, params ReadOnlySpan<string> ends)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw reader.Wrong("statements stand too deep in one another");
        var statements = new List<Statement>();
        while (true)
        {
            var token = reader.Take();
            switch (token.Kind)
            {
                case TokenKind.End when ends.IsEmpty:
                    return new Block(statements);
                case TokenKind.End:
                    throw new JinjaException($"'{opened}' does not end with '{ends[^1]}'").At(openedLine);
                case TokenKind.Data:
                    statements.Add(new Data(token.Line, TextValue.Of(token.Value)));
                    break;
                case TokenKind.OutputBegin:
                    statements.Add(new Output(token.Line, expressions.ReadTuple()));
                    reader.Expect(TokenKind.OutputEnd);
                    break;
                default:
                    if (reader.Current.Kind == TokenKind.Name && ends.Contains(reader.Current.Value)) return new Block(statements);
                    statements.Add(ReadStatement(opened));
                    reader.Expect(TokenKind.TagEnd);
                    break;
            }
        }
    }

    private Statement ReadStatement(string opened)
    {
        var line = reader.Current.Line;
        var word = reader.ExpectAnyName("a statement");
        switch (word)
        {
            case "if": return ReadIf(line);
            case "for": return ReadFor(line);
            case "set": return ReadSet(line);
            case "macro": return ReadMacro(line);
            case "generation": return ReadGeneration(line);
            case "break" or "continue" when loops > 0: return new Jump(line, word == "break" ? Flow.Break : Flow.Continue);
            case "break" or "continue": throw new JinjaException($"'{word}' stands outside of a loop").At(line);
        }

        if (Continuations.Contains(word))
            throw new JinjaException($"'{word}' stands where {(opened == "" ? "nothing is open" : $"'{opened}' is open")}").At(line);
        throw new JinjaException($"there is no statement '{word}'{NearestWord.Hint(word, Known, "known statements")}").At(line);
    }

    private If ReadIf(int line)
    {
        var branches = new List<(Expression Condition, Block Body)>();
        while (true)
        {
            var condition = expressions.ReadTuple(conditional: false);
            reader.Expect(TokenKind.TagEnd);
            branches.Add((condition, ReadBlock("if", line, "elif", "else", "endif")));
            var word = reader.Take().Value;
            if (word == "elif") continue;
            return new If(line, branches, word == "else" ? ReadRest("if", line, "endif") : null);
        }
    }

    private For ReadFor(int line)
    {
        var target = Target.Read(reader);
        reader.ExpectName("in");
        var items = expressions.ReadTuple(
            conditional: false, isEnd: () => reader.Current.IsName("recursive") || reader.Current.IsName("if"));
        var condition = reader.TakeName("if") ? expressions.Read() : null;
        if (reader.Current.IsName("recursive")) throw reader.Wrong("'recursive' loops are not known; a macro can call itself");
        reader.Expect(TokenKind.TagEnd);
        loops++;
        var body = ReadBlock("for", line, "else", "endfor");
        loops--;
        return new For(line, target, items, condition, body, reader.Take().Value == "else" ? ReadRest("for", line, "endfor") : null);
    }

    private Statement ReadSet(int line)
    {
        var target = Target.Read(reader, withMembers: true);
        if (reader.TakeSign("=")) return new Set(line, target, expressions.ReadTuple());
        var value = expressions.ReadFilters(new Variable(line, SetBlock.Captured));
        return new SetBlock(line, target, ReadCaptured("set", line, "endset"), value);
    }

    private DefineMacro ReadMacro(int line)
    {
        var name = reader.ExpectAnyName("the macro's name");
        reader.ExpectSign("(");
        var parameters = new List<(string Name, Expression? Default)>();
        while (!reader.TakeSign(")"))
        {
            if (parameters.Count > 0) reader.ExpectSign(",");
            if (reader.TakeSign(")")) break;
            var parameter = reader.ExpectAnyName("a parameter's name");
            var preset = reader.TakeSign("=") ? expressions.Read() : null;
            if (preset is null && parameters is [.., (_, not null)])
                throw reader.Wrong($"the parameter '{parameter}' without a default stands behind one with a default");
            parameters.Add((parameter, preset));
        }

        return new DefineMacro(line, name, parameters, ReadCaptured("macro", line, "endmacro"));
    }

    private Generation ReadGeneration(int line)
    {
        if (captures > 0)
            throw new JinjaException(
                "'generation' stands inside of 'macro' or 'set', whose text has no place in the conversation yet").At(line);
        HasGeneration = true;
        return new Generation(line, ReadRest("generation", line, "endgeneration"));
    }

    /// <summary>The body of what makes a value of its text: loops around it are not its own.</summary>
    private Block ReadCaptured(string opened, int line, string end)
    {
        var around = loops;
        loops = 0;
        captures++;
        var body = ReadRest(opened, line, end);
        captures--;
        loops = around;
        return body;
    }

    /// <summary>The last part of a statement, from behind its tag to its end.</summary>
    private Block ReadRest(string opened, int line, string end)
    {
        reader.Expect(TokenKind.TagEnd);
        var body = ReadBlock(opened, line, end);
        reader.ExpectName(end);
        return body;
    }
}
