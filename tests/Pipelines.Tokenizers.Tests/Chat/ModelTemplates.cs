namespace Pipelines.Tokenizers.Tests;

/// <summary>Templates in the style of those that models ship, without tags around what the assistant says.</summary>
internal static class ModelTemplates
{
    /// <summary>By family: the template, what ends the assistant's turn, and whether it knows tools.</summary>
    public static readonly Dictionary<string, (string Source, string End, bool Tools)> All = new()
    {
        ["llama-2"] = (
            """
            {% if messages[0]['role'] == 'system' %}
            {% set spoken = messages[1:] %}
            {% set rules = messages[0]['content'] %}
            {% else %}
            {% set spoken = messages %}
            {% set rules = false %}
            {% endif %}
            {% for m in spoken %}
            {% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}
            {{ raise_exception('user and assistant must take turns') }}
            {% endif %}
            {% if loop.index0 == 0 and rules != false %}
            {% set text = '<<SYS>>\n' + rules + '\n<</SYS>>\n\n' + m['content'] %}
            {% else %}
            {% set text = m['content'] %}
            {% endif %}
            {% if m['role'] == 'user' %}
            {{- bos_token + '[INST] ' + text.strip() + ' [/INST] ' -}}
            {% elif m['role'] == 'assistant' %}
            {{- text.strip() + eos_token -}}
            {% endif %}
            {% endfor %}
            """, "<|endoftext|>", false),
        ["llama-3"] = (
            """
            {{- bos_token }}
            {%- if not date_string is defined %}{%- set date_string = "1 Jan 2025" %}{%- endif %}
            {%- if messages[0]['role'] == 'system' %}
                {%- set rules = messages[0]['content'] | trim %}
                {%- set messages = messages[1:] %}
            {%- else %}
                {%- set rules = "" %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
            {%- if tools is not none %}{{- "Environment: ipython\n" }}{%- endif %}
            {{- "Today: " + date_string + "\n\n" + rules + "<|eot_id|>" }}
            {%- if tools is not none %}
                {{- "<|start_header_id|>user<|end_header_id|>\n\nFunctions:\n" }}
                {%- for t in tools %}{{- t | tojson(indent=4) + "\n\n" }}{%- endfor %}
                {{- "<|eot_id|>" }}
            {%- endif %}
            {%- for message in messages %}
                {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
                    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}
                {%- elif 'tool_calls' in message %}
                    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' -}}
                    {%- for call in message.tool_calls %}
                        {{- '{"name": "' + call.function.name + '", "parameters": ' + call.function.arguments | tojson + "}" }}
                    {%- endfor %}
                    {{- "<|eot_id|>" }}
                {%- else %}
                    {{- "<|start_header_id|>ipython<|end_header_id|>\n\n" }}
                    {%- if message.content is mapping or message.content is iterable and message.content is not string %}
                        {{- message.content | tojson }}
                    {%- else %}
                        {{- message.content }}
                    {%- endif %}
                    {{- "<|eot_id|>" }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{%- endif %}
            """, "<|eot_id|>", true),
        ["mistral"] = (
            """
            {%- if messages[0]["role"] == "system" %}
                {%- set rules = messages[0]["content"] %}{%- set spoken = messages[1:] %}
            {%- else %}
                {%- set spoken = messages %}
            {%- endif %}
            {%- if not tools is defined %}{%- set tools = none %}{%- endif %}
            {%- set users = spoken | selectattr("role", "equalto", "user") | list %}
            {%- set ns = namespace(place=0) %}
            {%- for m in spoken if (m.role == "user" or (m.role == "assistant" and m.tool_calls is undefined)) %}
                {%- if (m["role"] == "user") != (ns.place % 2 == 0) %}{{- raise_exception("turns") }}{%- endif %}
                {%- set ns.place = ns.place + 1 %}
            {%- endfor %}
            {{- bos_token }}
            {%- for m in spoken %}
                {%- if m["role"] == "user" %}
                    {%- if tools is not none and m == users[0] %}
                        {{- "[AVAILABLE_TOOLS] [" }}
                        {%- for tool in tools %}
                            {%- set tool = tool.function %}
                            {{- '{"type": "function", "function": {' }}
                            {%- for key, val in tool.items() if key != "return" %}
                                {%- if val is string %}{{- '"' + key + '": "' + val + '"' }}
                                {%- else %}{{- '"' + key + '": ' + val | tojson }}{%- endif %}
                                {%- if not loop.last %}{{- ", " }}{%- endif %}
                            {%- endfor %}
                            {{- "}}" }}
                            {%- if not loop.last %}{{- ", " }}{%- else %}{{- "]" }}{%- endif %}
                        {%- endfor %}
                        {{- "[/AVAILABLE_TOOLS]" }}
                    {%- endif %}
                    {%- if loop.first and rules is defined %}{{- "[INST] " + rules + "\n\n" + m["content"] + "[/INST]" }}
                    {%- else %}{{- "[INST] " + m["content"] + "[/INST]" }}{%- endif %}
                {%- elif m.tool_calls is defined and m.tool_calls is not none %}
                    {{- "[TOOL_CALLS] [" }}
                    {%- for call in m.tool_calls %}
                        {%- set out = call.function | tojson %}
                        {{- out[:-1] }}
                        {%- if not call.id is defined or call.id | length != 9 %}{{- raise_exception("ids have 9 characters") }}{%- endif %}
                        {{- ', "id": "' + call.id + '"}' }}
                        {%- if not loop.last %}{{- ", " }}{%- else %}{{- "]" + eos_token }}{%- endif %}
                    {%- endfor %}
                {%- elif m["role"] == "assistant" %}
                    {{- " " + m["content"] | trim + eos_token }}
                {%- elif m["role"] in ["tool", "tool_results"] %}
                    {{- '[TOOL_RESULTS] {"content": ' + m.content | string + ', "call_id": "' + m.tool_call_id + '"}[/TOOL_RESULTS]' }}
                {%- else %}
                    {{- raise_exception("roles") }}
                {%- endif %}
            {%- endfor %}
            """, "<|endoftext|>", true),
        ["qwen2.5"] = (
            """
            {%- if tools %}
                {{- '<|im_start|>system\n' }}
                {%- if messages[0]['role'] == 'system' %}{{- messages[0]['content'] }}{%- else %}{{- 'You help.' }}{%- endif %}
                {{- "\n\n# Tools\n<tools>" }}
                {%- for tool in tools %}{{- "\n" }}{{- tool | tojson }}{%- endfor %}
                {{- "\n</tools>\n<tool_call>\n{\"name\": <name>, \"arguments\": <arguments>}\n</tool_call><|im_end|>\n" }}
            {%- else %}
                {%- if messages[0]['role'] == 'system' %}
                    {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
                {%- else %}
                    {{- '<|im_start|>system\nYou help.<|im_end|>\n' }}
                {%- endif %}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
                    {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
                {%- elif message.role == "assistant" %}
                    {{- '<|im_start|>' + message.role }}
                    {%- if message.content %}{{- '\n' + message.content }}{%- endif %}
                    {%- for tool_call in message.tool_calls %}
                        {%- if tool_call.function is defined %}{%- set tool_call = tool_call.function %}{%- endif %}
                        {{- '\n<tool_call>\n{"name": "' }}{{- tool_call.name }}{{- '", "arguments": ' }}{{- tool_call.arguments | tojson }}{{- '}\n</tool_call>' }}
                    {%- endfor %}
                    {{- '<|im_end|>\n' }}
                {%- elif message.role == "tool" %}
                    {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}{{- '<|im_start|>user' }}{%- endif %}
                    {{- '\n<tool_response>\n' }}{{- message.content }}{{- '\n</tool_response>' }}
                    {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}{{- '<|im_end|>\n' }}{%- endif %}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
            """, "<|im_end|>", true),
        ["qwen3"] = (
            """
            {%- if messages[0].role == 'system' %}{{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}{%- endif %}
            {%- set ns = namespace(searching=true, last=messages|length - 1) %}
            {%- for message in messages[::-1] %}
                {%- set index = (messages|length - 1) - loop.index0 %}
                {%- if ns.searching and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
                    {%- set ns.searching = false %}{%- set ns.last = index %}
                {%- endif %}
            {%- endfor %}
            {%- for message in messages %}
                {%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}{%- endif %}
                {%- if message.role == "user" or (message.role == "system" and not loop.first) %}
                    {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}
                {%- elif message.role == "assistant" %}
                    {%- set thought = '' %}
                    {%- if message.reasoning_content is string %}
                        {%- set thought = message.reasoning_content %}
                    {%- elif '</think>' in content %}
                        {%- set thought = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
                        {%- set content = content.split('</think>')[-1].lstrip('\n') %}
                    {%- endif %}
                    {%- if loop.index0 > ns.last and (not loop.last or thought) %}
                        {{- '<|im_start|>' + message.role + '\n<think>\n' + thought.strip('\n') + '\n</think>\n\n' + content.lstrip('\n') }}
                    {%- else %}
                        {{- '<|im_start|>' + message.role + '\n' + content }}
                    {%- endif %}
                    {%- if message.tool_calls %}
                        {%- for tool_call in message.tool_calls %}
                            {%- if (loop.first and content) or (not loop.first) %}{{- '\n' }}{%- endif %}
                            {%- if tool_call.function %}{%- set tool_call = tool_call.function %}{%- endif %}
                            {{- '<tool_call>\n{"name": "' + tool_call.name + '", "arguments": ' }}
                            {%- if tool_call.arguments is string %}{{- tool_call.arguments }}{%- else %}{{- tool_call.arguments | tojson }}{%- endif %}
                            {{- '}\n</tool_call>' }}
                        {%- endfor %}
                    {%- endif %}
                    {{- '<|im_end|>\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\n' }}
                {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}
            {%- endif %}
            """, "<|im_end|>", false),
        ["gemma"] = (
            """
            {{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set first = messages[0]['content'] + '\n\n' %}{% set spoken = messages[1:] %}
            {% else %}{% set first = '' %}{% set spoken = messages %}{% endif %}
            {%- for message in spoken -%}
            {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}{{ raise_exception("turns") }}{%- endif -%}
            {%- if (message['role'] == 'assistant') -%}{%- set role = 'model' -%}{%- else -%}{%- set role = message['role'] -%}{%- endif -%}
            {{ '<start_of_turn>' + role + '\n' + (first if loop.first else '') }}{{ message['content'] | trim }}{{ '<end_of_turn>\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}
            """, "<end_of_turn>", false),
        ["phi-3"] = (
            """
            {% for message in messages %}{% if message['role'] == 'system' %}{{ '<|system|>\n' + message['content'] + '<|end|>\n' }}{% elif message['role'] == 'user' %}{{ '<|user|>\n' + message['content'] + '<|end|>\n' }}{% elif message['role'] == 'assistant' %}{{ '<|assistant|>\n' + message['content'] + '<|end|>\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}
            """, "<|end|>", false),
        ["zephyr"] = (
            """
            {% for message in messages %}
            {% if message['role'] == 'user' %}
            {{ '<|user|>\n' + message['content'] + eos_token }}
            {% elif message['role'] == 'system' %}
            {{ '<|system|>\n' + message['content'] + eos_token }}
            {% elif message['role'] == 'assistant' %}
            {{ '<|assistant|>\n'  + message['content'] + eos_token }}
            {% endif %}
            {% if loop.last and add_generation_prompt %}
            {{ '<|assistant|>' }}
            {% endif %}
            {% endfor %}
            """, "<|endoftext|>", false),
        ["deepseek"] = (
            """
            {% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=true, rules='', was_tool=false) %}{%- for message in messages %}{%- if message['role'] == 'system' %}{%- if ns.is_first %}{% set ns.rules = ns.rules + message['content'] %}{% set ns.is_first = false %}{%- else %}{% set ns.rules = ns.rules + '\n\n' + message['content'] %}{%- endif %}{%- endif %}{%- endfor %}{{ bos_token }}{{ ns.rules }}
            {%- for message in messages %}
                {%- if message['role'] == 'user' %}
                    {%- set ns.was_tool = false -%}
                    {{ '<｜User｜>' + message['content'] + '<｜Assistant｜>' }}
                {%- endif %}
                {%- if message['role'] == 'assistant' and 'tool_calls' in message %}
                    {%- set ns.is_first = false -%}
                    {%- for tool in message['tool_calls'] %}
                        {{- '<｜tool▁call▁begin｜>' + tool['type'] + '<｜tool▁sep｜>' + tool['function']['name'] + '\n```json\n' + tool['function']['arguments'] | string + '\n```<｜tool▁call▁end｜>' }}
                    {%- endfor %}{{- '<｜end▁of▁sentence｜>' -}}
                {%- elif message['role'] == 'assistant' %}
                    {{- message['content'] + '<｜end▁of▁sentence｜>' -}}
                {%- endif %}
                {%- if message['role'] == 'tool' %}{{- '<｜tool▁output▁begin｜>' + message['content'] + '<｜tool▁output▁end｜>' }}{%- endif %}
            {%- endfor -%}
            """, "<｜end▁of▁sentence｜>", true),
    };
}
