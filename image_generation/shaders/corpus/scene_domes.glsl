// title: Geodesic Domes
// description: Domes and balls of triangular, star and cell-shaped panels that stand on a plain, glazed, painted or lit within
// tags: scene, domes, geodesic, architecture

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float hitSphere(vec3 ro, vec3 rd, vec3 c, float r) {
    vec3 o = ro - c;
    float b = dot(o, rd), h = b * b - dot(o, o) + r * r;
    if (h < 0.0) return 1e5;
    h = -b - sqrt(h);
    return h > 0.0 ? h : 1e5;
}

uint s;
vec4 ball[6];

vec3 fold(vec3 n) {
    vec3 a = normalize(vec3(-0.5, -0.809017, 0.309017));
    for (int i = 0; i < 5; i++) {
        n.xy = abs(n.xy);
        n -= 2.0 * min(0.0, dot(n, a)) * a;
    }
    return n;
}

float nearest(vec3 ro, vec3 rd, out int which) {
    float t = 1e5;
    which = -1;
    for (int i = 0; i < 6; i++) {
        float h = hitSphere(ro, rd, ball[i].xyz, ball[i].w);
        if (h < t) { t = h; which = i; }
    }
    return t;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.5) + 9100U;
    bool domes = rnd(s, 1) < 0.6;
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i);
        float r = 0.5 + 1.0 * h.y * h.y;
        ball[i] = vec4(7.0 * (h.x - 0.5), domes ? 0.15 * r : r, 7.0 * (h.z - 0.5), r);
    }
    float way = 6.28 * rnd(s, 2) + 0.3 * iTime, far = 5.5 + 1.5 * rnd(s, 3);
    vec3 ro = vec3(far * cos(way), 0.7 + 3.2 * rnd(s, 4), far * sin(way)), rd = look(p, ro, vec3(0.0, 0.5, 0.0), 1.3 + 1.0 * rnd(s, 5));
    float az = 6.28 * rnd(s, 6), night = step(rnd(s, 7), 0.3);
    vec3 sun = normalize(vec3(cos(az), 0.35 + 0.6 * rnd(s, 8), sin(az)));
    vec3 high = mix(hsv(0.5 + 0.2 * rnd(s, 9), 0.6, 0.8), hsv(0.6 + 0.2 * rnd(s, 9), 0.7, 0.15), night), low = mix(mix(vec3(0.95), dye(s, s + 1U), 0.4), hsv(0.8 + 0.3 * rnd(s, 10), 0.5, 0.35), night);
    vec3 sky = mix(low, high, clamp(rd.y * 2.2, 0.0, 1.0));
    sky = mix(sky, low * 1.1, 0.6 * smoothstep(0.48, 0.7, fbm(rd.xz / (abs(rd.y) + 0.2) * 1.2 + 9.0, 4, s)) * step(0.0, rd.y));
    float hill = 0.08 + 0.2 * fbm(vec2(atan(rd.z, rd.x + 1e-4) * 2.5 + 9.0, 1.0), 4, s);
    if (rd.y < hill) sky = mix(dye(s, s + 2U) * (0.5 - 0.3 * night), low, 0.5);
    int which;
    float t = nearest(ro, rd, which), ground = rd.y < -1e-3 ? -ro.y / rd.y : 1e5;
    vec3 col = sky;
    if (min(t, ground) < 60.0) {
        vec3 mat, n = vec3(0.0, 1.0, 0.0), glow = vec3(0.0);
        float gloss = 0.0, ao = 1.0;
        vec3 q;
        if (ground < t) {
            t = ground;
            which = -1;
            q = ro + rd * t;
            float kind = rnd(s, 11);
            vec2 g = rot(6.28 * rnd(s, 12)) * q.xz, f = abs(fract(g) - 0.5);
            mat = kind < 0.4 ? mix(hsv(0.22 + 0.12 * rnd(s, 13), 0.5, 0.5), vec3(0.75, 0.6, 0.4), smoothstep(0.4, 0.6, fbm(g * 0.8, 4, s))) * (0.7 + 0.4 * noise(g * 12.0, s))
                : kind < 0.7 ? mix(dye(s, s + 3U), vec3(0.8), 0.5) * (0.8 + 0.2 * noise(g * 9.0, s)) * (1.0 - 0.35 * step(0.47, max(f.x, f.y)))
                : vec3(0.8, 0.62, 0.42) * (0.75 + 0.3 * sin(g.x * 7.0 + 2.0 * fbm(g * 1.2, 3, s)));
            for (int i = 0; i < 6; i++) {
                float l = length(q.xz - ball[i].xz) / ball[i].w;
                ao *= 1.0 - 0.5 * (1.0 - smoothstep(domes ? 0.9 : 0.2, domes ? 1.5 : 1.1, l));
                if (domes && abs(l - 1.12) < 0.1) mat = mix(mat, vec3(0.7, 0.68, 0.64) * (0.8 + 0.3 * step(0.5, fract(atan(q.z - ball[i].z, q.x - ball[i].x + 1e-4) * 5.0))), 0.85);
                glow += night * exp(-2.5 * max(l - 1.0, 0.0)) * 0.5 * vec3(1.0, 0.75, 0.4) * step(0.4, rnd(s, 60 + i));
            }
        } else {
            q = ro + rd * t;
            n = (q - ball[which].xyz) / ball[which].w;
            uint k = cell(ivec2(which, 4), s);
            float kind = rnd(k, 1), edge, id = 0.0;
            vec3 m = n;
            m.xz = rot(6.28 * rnd(k, 2)) * m.xz;
            if (!domes) m.yz = rot(6.28 * rnd(k, 3)) * m.yz;
            if (kind < 0.55) {
                vec3 f = fold(m), flat_ = f / max(f.z, 0.2);
                vec2 uv = flat_.xy * (kind < 0.2 ? 5.0 : kind < 0.4 ? 8.0 : 3.0);
                vec2 w = vec2(uv.x - uv.y * 0.57735, uv.y * 1.1547), b = fract(w);
                edge = min(min(min(b.x, 1.0 - b.x), min(b.y, 1.0 - b.y)), abs(b.x + b.y - 1.0)) * 0.8;
                id = hash(ivec2(floor(w)) + (b.x + b.y > 1.0 ? 40 : 0), k);
                n = normalize(n + 0.25 * (vec3(hash(ivec2(floor(w)), k), hash(ivec2(floor(w)), k + 1U), id) - 0.5));
            } else if (kind < 0.85) {
                float a = 9.0, b = 9.0;
                for (int i = 0; i < 28; i++) {
                    float y = 1.0 - (2.0 * float(i) + 1.0) / 28.0, w = 2.3999632 * float(i), r = sqrt(1.0 - y * y);
                    float d = 1.0 - dot(m, normalize(vec3(r * cos(w), y, r * sin(w)) + 0.3 * (rnd3(k, 90 + i) - 0.5)));
                    if (d < a) { b = a; a = d; id = float(i); } else b = min(b, d);
                }
                edge = (sqrt(b) - sqrt(a)) * 1.5;
                id = hash(ivec2(int(id), 3), k);
            } else {
                vec2 w = vec2(atan(m.z, m.x + 1e-4) * 2.5465, asin(clamp(m.y, -1.0, 1.0)) * 4.0), b = abs(fract(w) - 0.5);
                edge = 0.5 - max(b.x, b.y);
                id = hash(ivec2(floor(w)), k);
            }
            vec3 a = dye(s, k), frame = rnd(k, 5) < 0.5 ? vec3(0.93) : dye(s, k + 2U) * 0.4;
            float style = rnd(k, 6);
            mat = style < 0.35 ? mix(a, dye(s, k + 3U), id) : style < 0.6 ? hsv(rnd(k, 7) + 0.25 * id, 0.6, 0.5 + 0.4 * id) : style < 0.8 ? mix(vec3(0.12, 0.18, 0.25), high, 0.3 + 0.5 * id) : a * (0.75 + 0.35 * id);
            gloss = style < 0.8 && style > 0.6 ? 0.8 : 0.3;
            if (night > 0.5 && rnd(s, 60 + which) > 0.4 && id > 0.25) { glow = vec3(1.0, 0.78, 0.4) * (0.4 + 0.8 * id); }
            float line = 1.0 - smoothstep(0.05, 0.08, edge);
            mat = mix(mat, frame, line);
            glow *= 1.0 - line;
            if (domes) {
                vec2 dd = vec2(atan(m.z, m.x + 1e-4) * ball[which].w, q.y);
                float door = max(abs(dd.x) - 0.2, dd.y - 0.42);
                if (door < 0.05) mat = frame;
                if (door < 0.0) { mat = vec3(0.12, 0.08, 0.06); glow = night * vec3(1.0, 0.7, 0.35); }
                if (q.y < 0.1) mat = vec3(0.55, 0.52, 0.5);
                ao = 0.6 + 0.4 * smoothstep(0.0, 0.5, q.y);
            } else ao = 0.6 + 0.4 * smoothstep(-0.9, 0.2, n.y);
        }
        float lit = max(dot(n, sun), 0.0);
        int block;
        vec3 from = which < 0 ? q + vec3(0.0, 0.01, 0.0) : ball[which].xyz + normalize(q - ball[which].xyz) * ball[which].w * 1.01;
        if (lit > 0.0 && nearest(from, sun, block) < 1e4) lit = 0.0;
        vec3 r = reflect(rd, n);
        vec3 shade = mat * ((1.4 - 1.1 * night) * lit + (0.42 + 0.16 * n.y) * ao * (0.3 + 0.7 * high + 0.2 * low)) + glow * (which < 0 ? mat : vec3(1.0));
        shade += gloss * (lit * (1.0 - 0.7 * night) * pow(max(dot(r, sun), 0.0), 40.0) + 0.5 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 3.0) * mix(low, high, clamp(r.y, 0.0, 1.0)));
        col = mix(sky, shade, exp(-0.0016 * t * t));
    }
    fragColor = vec4(film(col * (1.4 + 0.5 * night)), 1.0);
}
