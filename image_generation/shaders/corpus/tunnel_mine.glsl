// title: Wooden Galleries
// description: Timber frames that hold up a mine gallery, with rails, rubble, planks and swinging lanterns
// tags: tunnel, mine, wood, perspective, frames

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    vec2 half_ = vec2(0.8 + 0.6 * rnd(s, 1), 0.8 + 0.4 * rnd(s, 2));
    vec3 ro = vec3(0.6 * (rnd(s, 3) - 0.5), 0.5 * (rnd(s, 4) - 0.6), 4.0 * iTime + 60.0 * rnd(s, 5));
    vec3 rd = look(rot(0.5 * (rnd(s, 6) - 0.5)) * p, ro, ro + vec3(1.5 * (rnd(s, 7) - 0.5), 0.6 * (rnd(s, 8) - 0.5), 1.0), 0.75 + 0.7 * rnd(s, 9));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    vec2 k = (sign(rd.xy) * half_ - ro.xy) / rd.xy;
    float t = min(k.x, k.y);
    vec3 n = k.x < k.y ? vec3(-sign(rd.x), 0.0, 0.0) : vec3(0.0, -sign(rd.y), 0.0);
    float gap = 1.2 + 1.6 * rnd(s, 10), thick = 0.1 + 0.09 * rnd(s, 11), brace = rnd(s, 12);
    float z0 = floor(ro.z / gap) + (rd.z > 0.0 ? 1.0 : 0.0);
    int beam = 0;
    vec2 buv = vec2(0.0);
    vec3 q;
    for (int i = 0; i < 7; i++) {
        float zi = (z0 + float(i) * sign(rd.z)) * gap;
        float tf = (zi - ro.z) / rd.z;
        if (tf > t || tf < 0.0) break;
        vec3 h = ro + rd * tf;
        float wob = 0.12 * (hash(ivec2(int(z0) + i * (rd.z > 0.0 ? 1 : -1), 3), s) - 0.5);
        vec2 e = half_ - abs(h.xy + vec2(wob * h.y, wob * h.x));
        float corner = e.x + e.y - 0.45 - thick;
        if (e.x < thick || (e.y < thick && h.y > 0.0) || (brace > 0.5 && h.y > 0.0 && abs(corner) < thick * 0.55)) {
            t = tf;
            n = vec3(0.0, 0.0, -sign(rd.z));
            beam = e.x < thick ? 1 : e.y < thick ? 2 : 3;
            buv = beam == 1 ? vec2(h.y, e.x) : beam == 2 ? vec2(h.x, e.y) : vec2(h.x - h.y, corner);
            break;
        }
    }
    q = ro + rd * t;
    vec3 mat;
    vec3 timber = hsv(0.03 + 0.09 * rnd(s, 13), 0.25 + 0.4 * rnd(s, 14), 0.4 + 0.4 * rnd(s, 15));
    if (beam > 0) {
        float id = floor(q.z / gap + 0.5);
        mat = timber * (0.45 + 0.8 * noise(vec2(buv.x * 2.5 + 9.0 * id, buv.y * 45.0), s));
        mat *= 0.6 + 0.6 * noise(vec2(buv.x * 9.0, id), s + 2U);
    } else {
        vec2 uv = n.x != 0.0 ? q.zy : q.zx;
        vec3 r = fbmd(uv * 2.5 + 7.0 * n.xy, 4, s + 3U);
        bool planks = n.y == 0.0 ? rnd(s, 16) < 0.45 : n.y < 0.0 && rnd(s, 17) < 0.5;
        if (planks) {
            float b = uv.y * 4.0 + 20.0, bi = floor(b);
            mat = timber * (0.5 + 0.6 * hash(ivec2(int(bi), int(floor(uv.x * 0.6 + 0.37 * bi))), s)) * (0.6 + 0.6 * noise(vec2(uv.x * 2.0, uv.y * 60.0), s));
            mat *= 1.0 - 0.75 * smoothstep(0.42, 0.5, abs(fract(b) - 0.5));
        } else {
            mat = hsv(rnd(s, 18), 0.3 * rnd(s, 19) + 0.05, 0.55) * (0.3 + r.x) * (0.9 + 0.25 * r.z);
            mat = mix(mat, hsv(rnd(s, 20), 0.6, 0.7), 0.6 * smoothstep(0.06, 0.0, abs(noise(uv * vec2(0.8, 1.8), s + 6U) - 0.5)));
            n = normalize(n + 0.4 * (n.x != 0.0 ? vec3(0.0, -r.z, -r.y) : vec3(-r.z, 0.0, -r.y)));
        }
        if (n.y > 0.4) {
            float rail = abs(abs(q.x) - 0.3);
            float tie = abs(fract(q.z * 1.6) - 0.5);
            if (abs(q.x) < 0.45 && tie < 0.13) mat = timber * (0.4 + 0.6 * noise(vec2(q.x * 4.0, q.z * 40.0), s));
            if (rail < 0.035) mat = hsv(0.05, 0.3, 0.75) * (rail < 0.02 ? 1.5 : 0.5);
        }
    }
    float lg = gap * (2.0 + floor(2.0 * rnd(s, 21)));
    float li = floor(q.z / lg) + 0.5;
    vec3 lamp = vec3(0.5 * sin(li * 5.0 + iTime), half_.y * 0.45, li * lg);
    vec3 l = lamp - q;
    float ld = length(l);
    vec3 tint = hsv(rnd(s, 22) < 0.75 ? 0.06 + 0.08 * rnd(s, 23) : rnd(s, 23), 0.5, 1.0);
    float lit = (0.15 + max(dot(n, l / ld), 0.0)) * 2.6 / (0.35 + ld * ld * 0.9);
    vec3 col = mat * (tint * lit + hsv(rnd(s, 24), 0.3, 0.3) / (1.0 + 0.15 * t * t) + 0.07);
    float along = dot(lamp - ro, rd);
    float miss = length(lamp - ro - rd * along);
    if (along > 0.0 && along < t) col += tint * (smoothstep(0.09, 0.07, miss) * 1.5 + 0.12 * exp(-4.0 * miss));
    vec3 end = rnd(s, 25) < 0.35 ? hsv(0.55, 0.2, 0.95) : hsv(rnd(s, 26), 0.4, 0.1);
    col = mix(end, col, exp(-0.008 * t * t));
    fragColor = vec4(film(col * 1.6), 1.0);
}
