-- What somebody does with a spec in Neovim, by Neovim's own client. Each step writes "name<tab>what it saw" for the test to read.
-- ADAPTLAB_SERVER: the command that starts the server, a word a line. ADAPTLAB_FOLDER: with topics.adapt and long.adapt. ADAPTLAB_SEEN: where to write.

local function saw(step, what)
  local file = assert(io.open(vim.env.ADAPTLAB_SEEN, 'a'))
  file:write(step .. '\t' .. tostring(what):gsub('[\r\n]+', ' ') .. '\n')
  file:close()
end

local patience = 120000
local function wait(what, condition)
  if not vim.wait(patience, condition, 20) then error('waited in vain for ' .. what) end
end

local progress = {}
local server = vim.split(vim.env.ADAPTLAB_SERVER, '\n')
vim.lsp.handlers['$/progress'] = function(_, result) table.insert(progress, result) end
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.ADAPTLAB_FOLDER .. '/topics.adapt'))
vim.bo.filetype = 'adapt'
local exited
local id = vim.lsp.start_client({ name = 'adaptlab', cmd = server, root_dir = vim.env.ADAPTLAB_FOLDER, on_exit = function(code) exited = code end })
local client
wait('the server', function() client = vim.lsp.get_client_by_id(id); return client and client.initialized end)
vim.lsp.buf_attach_client(0, id)

local function document() return { uri = vim.uri_from_bufnr(0) } end
local function at(line, character) return { textDocument = document(), position = { line = line, character = character } } end
local function ask(method, parameters)
  local answer = client.request_sync(method, parameters, patience, 0)
  if not answer then error(method .. ' was not answered') end
  if answer.err then error(method .. ': ' .. answer.err.message) end
  return answer.result
end
local function line_of(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then return number - 1, column - 1 end
  end
  error(text .. ' is not in the buffer')
end

wait('a diagnostic', function() return #vim.diagnostic.get(0) > 0 end)
local diagnostic = vim.diagnostic.get(0)[1]
saw('diagnostic', diagnostic.message)

local range = { start = { line = diagnostic.lnum, character = diagnostic.col }, ['end'] = { line = diagnostic.end_lnum, character = diagnostic.end_col } }
for _, action in ipairs(ask('textDocument/codeAction', { textDocument = document(), range = range, context = { diagnostics = {} } })) do
  if action.title:find('Change to', 1, true) then
    if not action.edit then action = ask('codeAction/resolve', action) end
    saw('action', action.title)
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
end
wait('the diagnostic to go', function() return #vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) == 0 end)
saw('mended', vim.api.nvim_buf_get_lines(0, diagnostic.lnum, diagnostic.lnum + 1, false)[1])

local line, column = line_of('shots')
saw('hover', ask('textDocument/hover', at(line, column)).contents.value)

local last = vim.api.nvim_buf_line_count(0)
vim.api.nvim_buf_set_lines(0, last, last, false, { 'str' })
local found = {}
for _, item in ipairs(ask('textDocument/completion', at(last, 3)).items) do table.insert(found, item.label) end
saw('completion', table.concat(found, ' '))
vim.api.nvim_buf_set_lines(0, last, last + 1, false, {})

line, column = line_of('weather:')
local rename = at(line, column)
rename.newName = 'skies'
vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', rename), client.offset_encoding)
saw('rename', table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), ' '))
vim.cmd('silent write')

local function lenses()
  local titles = {}
  for _, lens in ipairs(ask('textDocument/codeLens', { textDocument = document() })) do table.insert(titles, lens.command.title) end
  return table.concat(titles, ' | ')
end
saw('lens', lenses())

local function run()
  local outcome
  client.request('workspace/executeCommand', { command = 'adaptlab.compare', arguments = { document().uri } }, function(err, result)
    outcome = err and ('error: ' .. err.message) or result.status
  end, 0)
  return function() return outcome end
end
-- What the server has said of reading the folder is not the run's.
progress = {}
local outcome = run()
wait('the run', function() return outcome() ~= nil end)
saw('run', outcome())
local kinds = {}
for _, report in ipairs(progress) do kinds[report.value.kind] = (kinds[report.value.kind] or 0) + 1 end
saw('progress', string.format('begin %d report %d end %d', kinds.begin or 0, math.min(1, kinds.report or 0), kinds['end'] or 0))
saw('result', lenses())

progress = {}
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.ADAPTLAB_FOLDER .. '/long.adapt'))
vim.lsp.buf_attach_client(0, id)
outcome = run()
local token
wait('training', function()
  for _, report in ipairs(progress) do
    if report.value.message and report.value.message:find('epoch', 1, true) then token = report.token end
  end
  return token ~= nil or outcome() ~= nil
end)
client.notify('window/workDoneProgress/cancel', { token = token })
wait('the stopped run', function() return outcome() ~= nil end)
saw('cancel', outcome())

client.stop()
wait('the end of the server', function() return exited ~= nil end)
saw('exit', exited)
