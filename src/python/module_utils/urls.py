# -*- coding: utf-8 -*-
"""HTTP for modules, over Python's own urllib (written for ansible-ts). Certificates are checked unless a task says no."""
from __future__ import absolute_import, division, print_function
import base64
import netrc
import os
import shutil
import socket
import ssl
import tempfile

from ansible.module_utils.common.text.converters import to_bytes, to_native
from ansible.module_utils.six import PY3
from ansible.module_utils.six.moves.urllib import error as urllib_error
from ansible.module_utils.six.moves.urllib import request as urllib_request
from ansible.module_utils.six.moves.urllib.parse import unquote, urlparse, urlunparse

HTTPError = urllib_error.HTTPError


class ConnectionError(Exception):
    pass


class ProxyError(ConnectionError):
    pass


class SSLValidationError(ConnectionError):
    pass


class NoSSLError(SSLValidationError):
    pass


class MissingModuleError(Exception):
    def __init__(self, message, import_traceback, module=None):
        super(MissingModuleError, self).__init__(message)
        self.import_traceback = import_traceback
        self.module = module


def url_argument_spec():
    return dict(url=dict(type='str'), force=dict(type='bool', default=False), http_agent=dict(type='str', default='ansible-httpget'),
                use_proxy=dict(type='bool', default=True), validate_certs=dict(type='bool', default=True), url_username=dict(type='str'),
                url_password=dict(type='str', no_log=True), force_basic_auth=dict(type='bool', default=False), client_cert=dict(type='path'),
                client_key=dict(type='path'), use_gssapi=dict(type='bool', default=False))


def basic_auth_header(username, password):
    return b'Basic %s' % base64.b64encode(to_bytes('%s:%s' % (username or '', password or '')))


class _Method(urllib_request.Request):
    def __init__(self, url, data, headers, method):
        urllib_request.Request.__init__(self, url, data, headers)
        self._wanted = method

    def get_method(self):
        return self._wanted or urllib_request.Request.get_method(self)


class _NoRedirect(urllib_request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class _SafeRedirect(urllib_request.HTTPRedirectHandler):
    """Only what changes nothing is sent on; credentials stay with their host."""

    def redirect_request(self, req, fp, code, msg, hdrs, newurl):
        if req.get_method() not in ('GET', 'HEAD'):
            raise HTTPError(newurl, code, msg, hdrs, fp)
        made = urllib_request.HTTPRedirectHandler.redirect_request(self, req, fp, code, msg, hdrs, newurl)
        if made is not None and urlparse(newurl).netloc != urlparse(req.get_full_url()).netloc:
            for h in ('Authorization', 'Cookie'):
                made.headers.pop(h, None)
        return made


def open_url(url, data=None, headers=None, method=None, use_proxy=True, force=False, last_mod_time=None, timeout=10, validate_certs=True,
             url_username=None, url_password=None, http_agent=None, force_basic_auth=False, follow_redirects='urllib2', client_cert=None,
             client_key=None, cookies=None, use_gssapi=False, unix_socket=None, ca_path=None, unredirected_headers=None, decompress=True,
             ciphers=None, use_netrc=True):
    if use_gssapi or unix_socket:
        raise ConnectionError('%s is not offered by the module_utils of ansible-ts' % ('use_gssapi' if use_gssapi else 'unix_socket'))
    parts = urlparse(url)
    if parts.username:
        url_username, url_password = unquote(parts.username), unquote(parts.password or '')
        host = parts.hostname + (':%d' % parts.port if parts.port else '')
        url = urlunparse((parts.scheme, host) + tuple(parts[2:]))
        force_basic_auth = True
    sent = dict(headers or {})
    handlers = []
    if not use_proxy:
        handlers.append(urllib_request.ProxyHandler({}))
    if parts.scheme == 'https':
        context = ssl.create_default_context(cafile=ca_path)
        if not validate_certs:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if client_cert:
            context.load_cert_chain(client_cert, keyfile=client_key)
        if ciphers:
            context.set_ciphers(':'.join(ciphers) if isinstance(ciphers, (list, tuple)) else ciphers)
        handlers.append(urllib_request.HTTPSHandler(context=context))
    if url_username and not force_basic_auth:
        manager = urllib_request.HTTPPasswordMgrWithDefaultRealm()
        manager.add_password(None, url, url_username, url_password)
        handlers += [urllib_request.HTTPBasicAuthHandler(manager), urllib_request.HTTPDigestAuthHandler(manager)]
    elif url_username:
        sent['Authorization'] = to_native(basic_auth_header(url_username, url_password))
    elif use_netrc:
        try:
            login = netrc.netrc(os.environ.get('NETRC')).authenticators(parts.hostname)
            if login:
                sent['Authorization'] = to_native(basic_auth_header(login[0], login[2]))
        except (IOError, netrc.NetrcParseError):
            pass
    follow = {'none': 'no', 'no': 'no', False: 'no', 'all': 'all', 'yes': 'all', True: 'all'}.get(follow_redirects, 'safe')
    handlers.append({'no': _NoRedirect, 'all': urllib_request.HTTPRedirectHandler, 'safe': _SafeRedirect}[follow]())
    if cookies is not None:
        handlers.append(urllib_request.HTTPCookieProcessor(cookies))
    opener = urllib_request.build_opener(*handlers)
    sent.setdefault('User-agent', http_agent or 'ansible-httpget')
    if force:
        sent['cache-control'] = 'no-cache'
    elif last_mod_time:
        sent['If-Modified-Since'] = last_mod_time.strftime('%a, %d %b %Y %H:%M:%S GMT')
    request = _Method(url, None if data is None else to_bytes(data, nonstring='passthru'), sent, method.upper() if method else None)
    return opener.open(request, None, timeout)


def fetch_url(module, url, data=None, headers=None, method=None, use_proxy=None, force=False, last_mod_time=None, timeout=10, use_gssapi=False,
              unix_socket=None, ca_path=None, cookies=None, unredirected_headers=None, decompress=True, ciphers=None, use_netrc=True):
    p = module.params
    info = dict(url=url, status=-1)
    response = None
    try:
        response = open_url(url, data=data, headers=headers, method=method, use_proxy=p.get('use_proxy', True) if use_proxy is None else use_proxy,
                            force=force, last_mod_time=last_mod_time, timeout=timeout, validate_certs=p.get('validate_certs', True),
                            url_username=p.get('url_username'), url_password=p.get('url_password'), http_agent=p.get('http_agent'),
                            force_basic_auth=p.get('force_basic_auth', False), follow_redirects=p.get('follow_redirects', 'urllib2'),
                            client_cert=p.get('client_cert'), client_key=p.get('client_key'), cookies=cookies, use_gssapi=use_gssapi,
                            unix_socket=unix_socket, ca_path=ca_path, ciphers=ciphers, use_netrc=use_netrc)
        info.update(dict((k.lower(), v) for k, v in response.info().items()))
        info.update(msg='OK (%s bytes)' % response.headers.get('Content-Length', 'unknown'), url=response.geturl(), status=response.getcode())
    except HTTPError as e:
        info.update(dict((k.lower(), v) for k, v in (e.headers or {}).items()))
        try:
            body = e.read()
        except Exception:
            body = b''
        info.update(msg=to_native(e), body=body, status=e.code)
        response = e
    except (ConnectionError, ValueError) as e:
        module.fail_json(msg=to_native(e), **info)
    except urllib_error.URLError as e:
        info.update(msg='Request failed: %s' % to_native(e), status=int(getattr(e, 'code', -1)))
    except socket.error as e:
        info.update(msg='Connection failure: %s' % to_native(e), status=-1)
    except Exception as e:
        info.update(msg='An unknown error occurred: %s' % to_native(e), status=-1)
    return response, info


def fetch_file(module, url, data=None, headers=None, method=None, use_proxy=True, force=False, last_mod_time=None, timeout=10, **kwargs):
    fd, path = tempfile.mkstemp(dir=module.tmpdir, suffix=os.path.splitext(urlparse(url).path)[1])
    module.add_cleanup_file(path)
    response, info = fetch_url(module, url, data, headers, method, use_proxy, force, last_mod_time, timeout)
    if response is None or info['status'] >= 400:
        os.close(fd)
        module.fail_json(msg='Failure downloading %s, %s' % (url, info['msg']))
    with os.fdopen(fd, 'wb') as out:
        shutil.copyfileobj(response, out)
    return path


__all__ = ['ConnectionError', 'HTTPError', 'MissingModuleError', 'NoSSLError', 'PY3', 'ProxyError', 'SSLValidationError', 'basic_auth_header',
           'fetch_file', 'fetch_url', 'open_url', 'url_argument_spec', 'urllib_error', 'urllib_request', 'urlparse', 'urlunparse']
